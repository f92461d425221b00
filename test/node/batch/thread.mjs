// The program of a thread over the sources: Node's loader hooks are not those of the thread that starts it.
import { register } from "tsx/esm/api";

register();
const { default: judge } = await import("../../../lib/node/batch/thread.ts");

/** A file named `fatal` brings its thread down, as running out of memory does. */
export default async function (task) {
  if (task?.item.path.endsWith("fatal.nupkg")) process.exit(3);
  return judge(task);
}
