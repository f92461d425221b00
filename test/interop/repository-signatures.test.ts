import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildRepositorySignatures,
  createVerifier,
  parseCertificates,
  type RepositorySignaturesVersion,
} from "../../lib/index.js";
import { httpRepositorySource } from "../../lib/node/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { countersign } from "../cli/harness.js";
import { environment, NOW, ownRoots, pemKey } from "../cli/material.js";
import { dotnetRoot } from "../differences/restore.js";
import { nupkg, testTrust } from "../sign/fixture.js";
import { type RepositoryServer, serveRepository } from "../support/repository-server.js";
import { interopKit, temporaryFolder } from "./kit.js";
import { mustRun, runCommand } from "./tools.js";

describe("dotnet reads what we declare, and judges packages by it as we do", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  const ids = ["lab.unsigned", "lab.author", "lab.repository"];
  const packages = new Map<string, Uint8Array>();
  let dotnet: string;
  let server: RepositoryServer;
  let declared = 0;

  before(async function () {
    dotnet = join(await dotnetRoot(await interopKit(this)), "dotnet");
    // A certificate for this machine's own name, which dotnet is told to believe.
    const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:TRUE"];
    const output = ["-keyout", at("tls.key"), "-out", at("tls.crt"), "-days", "2", "-subj", "/CN=loopback"];
    await mustRun("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...output, ...names]);
    const [key, cert] = [readFileSync(at("tls.key"), "utf8"), readFileSync(at("tls.crt"), "utf8")];
    server = await serveRepository({ tls: { key, cert } });
    mkdirSync(at("home"));
    for (const id of ids) await pack(id);
  });
  after(() => server?.close());

  async function pack(id: string): Promise<void> {
    const file = at(`${id}.nupkg`);
    writeFileSync(file, nupkg(id));
    const kind = ["--kind", "repository", "--service-index", server.serviceIndex];
    const signature =
      id === "lab.author"
        ? pemKey("author-rsa-2048")
        : id === "lab.repository"
          ? [...pemKey("repository"), ...kind]
          : [];
    const words = ["sign", file, ...ownRoots, ...signature, "--no-timestamp"];
    if (signature.length > 0) assert.equal((await countersign(words, { environment, now: NOW })).code, 0);
    packages.set(id, new Uint8Array(readFileSync(file)));
  }

  /** Declares the repository's certificate. */
  async function declare(version: RepositorySignaturesVersion, allRepositorySigned: boolean): Promise<void> {
    declared++;
    const certificates = await parseCertificates(testCertificate("repository"));
    const contentUrl = (): string => `${server.origin}/repository.crt`;
    const { type, json } = buildRepositorySignatures({ certificates, contentUrl, version, allRepositorySigned });
    server.documents["/signatures.json"] = json;
    server.documents["/v3/index.json"] = {
      version: "3.0.0",
      resources: [
        { "@id": `${server.origin}/flat/`, "@type": "PackageBaseAddress/3.0.0" },
        { "@id": `${server.origin}/signatures.json`, "@type": type },
      ],
    };
    for (const [id, bytes] of packages) {
      server.documents[`/flat/${id}/index.json`] = { versions: ["1.0.0"] };
      server.documents[`/flat/${id}/1.0.0/${id}.1.0.0.nupkg`] = bytes;
    }
  }

  const env = () => ({
    HOME: at("home"),
    DOTNET_ROOT: join(dotnet, ".."),
    DOTNET_CLI_TELEMETRY_OPTOUT: "1",
    DOTNET_NUGET_SIGNATURE_VERIFICATION: "true",
    NUGET_CERT_REVOCATION_MODE: "offline",
    SSL_CERT_FILE: at("tls.crt"),
    // What NuGet keeps are answers of the resource before.
    NUGET_HTTP_CACHE_PATH: at(`http-${declared}`),
  });

  for (const version of ["5.0.0", "4.9.0", "4.7.0"] as const)
    it(`takes the certificates of version ${version} into its trusted signers`, async () => {
      await declare(version, false);
      const config = at(`${version}.config`);
      writeFileSync(config, "<configuration></configuration>");
      const words = ["trust", "source", "here", "--source-url", server.serviceIndex, "--configfile", config];
      await mustRun(dotnet, ["nuget", ...words], { env: env() });
      const [certificate] = await parseCertificates(testCertificate("repository"));
      const text = readFileSync(config, "utf8");
      assert.ok(
        text.includes(`fingerprint="${certificate?.fingerprint.slice(7) ?? "?"}" hashAlgorithm="SHA256"`),
        text,
      );
    });

  /** NU codes of the errors of a restore of one package, and whether it was installed. */
  async function restored(
    id: string,
    name: string,
  ): Promise<{ readonly codes: string[]; readonly installed: boolean }> {
    const place = at(name, id);
    mkdirSync(place, { recursive: true });
    const source = `<packageSources><clear /><add key="here" value="${server.serviceIndex}" /></packageSources>`;
    writeFileSync(join(place, "nuget.config"), `<configuration>${source}</configuration>`);
    const download = `<ItemGroup><PackageDownload Include="${id}" Version="[1.0.0]" /></ItemGroup>`;
    const framework = "<PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>";
    writeFileSync(join(place, "get.csproj"), `<Project Sdk="Microsoft.NET.Sdk">${framework}${download}</Project>`);
    const words = ["restore", join(place, "get.csproj"), "--packages", join(place, "packages"), "-nologo", "-v", "m"];
    const { stdout } = await runCommand(dotnet, words, { env: env(), cwd: place });
    const codes = [...stdout.matchAll(/error (NU\d{4})/g)].map(([, code]) => code ?? "");
    return { codes: [...new Set(codes)], installed: existsSync(join(place, "packages", id)) };
  }

  async function ours(id: string, name: string): Promise<{ readonly codes: string[]; readonly installed: boolean }> {
    const { serviceIndex } = server;
    const repositories = httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory: at("cache", name) });
    const policy = { version: 1, name: "accept", severities: { "package-unsigned": "warning" } } as const;
    const verifier = createVerifier({ trust: await testTrust(), clock: () => NOW, repositories, policy });
    const { accepted, issues } = await verifier.verify(packages.get(id) ?? assert.fail(), { repository: serviceIndex });
    const codes = issues.flatMap(({ severity, nuget }) => (severity === "error" && nuget !== undefined ? [nuget] : []));
    return { codes, installed: accepted };
  }

  it("restores nothing that is not signed by a repository that signs everything", async () => {
    await declare("5.0.0", true);
    const expected = [
      { codes: ["NU3004"], installed: false },
      { codes: ["NU3034"], installed: false },
      { codes: [], installed: true },
    ];
    for (const [index, id] of ids.entries()) {
      assert.deepEqual(await restored(id, "all"), expected[index], id);
      assert.deepEqual(await ours(id, "all"), expected[index], id);
    }
  });

  it("restores what is unsigned from one that does not; of what another signed it warns, and we refuse", async () => {
    await declare("5.0.0", false);
    for (const id of ids) {
      assert.deepEqual(await restored(id, "some"), { codes: [], installed: true }, id);
      const isByAnother = id === "lab.author";
      const expected = { codes: isByAnother ? ["NU3034"] : [], installed: !isByAnother };
      assert.deepEqual(await ours(id, "some"), expected, id);
    }
  });
});
