// A thread that takes nothing: what becomes of files that wait for it.
import { parentPort } from "node:worker_threads";

parentPort.on("message", () => undefined);
