import { exitCodes } from "./exit-codes.js";
import { processSurroundings } from "./process-surroundings.js";
import { runCommandLine } from "./run.js";

// The command itself; `build.mjs` makes the executable of it. Without a top-level await, so that it can be a CommonJS file.
// A process that runs out of things to wait for before its command is done has accepted nothing.
process.exitCode = exitCodes.defect;
// Everything was written when the code is known, and nothing that is still open (a kept-alive connection) holds the end up.
void runCommandLine(process.argv.slice(2), processSurroundings()).then((code) => process.exit(code));
