/**
 * pkijs as a whole process: `pkijs-once.mjs MODULE SIGNATURE CODE-ROOTS TIMESTAMP-ROOTS UNIX-TIME` ends with 0 where it
 * accepts, and prints the milliseconds of processor time that loading the roots and the one verification took.
 */
import { readFileSync } from "node:fs";
import { loadPkijs } from "./pkijs-module.js";
import { PkijsPeer } from "./pkijs.js";

const [name = "", signature = "", code = "", stamps = "", at = ""] = process.argv.slice(2);
loadPkijs(name);
const started = process.cpuUsage();
const peer = PkijsPeer.load(name, code, stamps, at);
const isAccepted = await peer.verify(readFileSync(signature));
const { user, system } = process.cpuUsage(started);
console.log((user + system) / 1000);
process.exitCode = isAccepted ? 0 : 1;
