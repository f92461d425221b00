/** Started by own-folder.test.ts: keeps evidence and a repository's answer where no folder can be made. Prints why not. */
import { RepositoryCache } from "../../lib/node/nuget/repository-cache.js";
import { RevocationCache } from "../../lib/node/revocation/cache.js";

const [place = ""] = process.argv.slice(2);
const index = new URL("https://packages.example/v3/index.json");
await new RepositoryCache(place).store(index, { resource: undefined, freshness: { freshMs: 1, mayStore: true } }, 0, 1);
const fault = await new RevocationCache(place).store("crl", "key", "origin", Uint8Array.of(1));
process.stdout.write(String(fault?.message));
