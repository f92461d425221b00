import { parentPort, workerData } from "node:worker_threads";
import { defaultProvider, hashSegments } from "../../crypto/index.js";
import { openDescriptor } from "../file-source.js";
import type { HashAnswer, HashTask } from "./hash-messages.js";
import { WaitingPlaces } from "./waiting-places.js";

// What a thread that hashes runs. It is loaded by its file's name. It reports no faults: what it can't do, the thread that asked
// does once more, and then says what is wrong.

const places = new WaitingPlaces(workerData as Int32Array);

parentPort?.on("message", (task: HashTask) => {
  if (!places.take(task.place, task.id)) return;
  void answer(task).then((message) => {
    places.free(task.place);
    parentPort?.postMessage(message);
  });
});

async function answer({ id, file, segments, algorithms }: HashTask): Promise<HashAnswer> {
  try {
    const digests = await hashSegments(defaultProvider, openDescriptor(file), segments, algorithms);
    return { id, digests: digests && [...digests.values()] };
  } catch {
    return { id, digests: undefined };
  }
}
