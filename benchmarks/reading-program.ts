/**
 * What the platform takes by itself, and besides what reading the structures takes in JavaScript:
 * `reading-program.mjs OPERATIONS.json THREADS FILE...`. Of one file all is read; of more, the chains are known.
 */
import { openFile } from "../lib/node/index.js";
import { alone } from "./alone.js";
import { readingPart } from "./reading-part.js";

const [, , , , ...files] = process.argv;
const read = readingPart(files.length > 1);

await alone(import.meta.url, async (path) => {
  const source = await openFile(path);
  await read(source);
  await source.close();
});
