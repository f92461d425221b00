#!/usr/bin/env node
import { processSurroundings } from "./process-surroundings.js";
import { runCommandLine } from "./run.js";

const code = await runCommandLine(process.argv.slice(2), processSurroundings());
// Everything is written before the process ends, and nothing that is still open (a kept-alive connection) holds it up.
process.exitCode = code;
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
