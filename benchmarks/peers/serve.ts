import { createInterface } from "node:readline";

/**
 * What a peer does when its line comes. A task whose name begins with `judge` answers whether it accepts; one whose name begins
 * with `own` does all times by itself, and answers its own figure.
 */
export type Tasks = Readonly<Record<string, (count: number) => unknown>>;

/** The other end of `PeerProcess`, for peers in JavaScript: lines `TASK COUNT` come in, each is answered by a line. */
export async function serve(tasks: Tasks): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const [task = "", count = "1"] = line.split(" ");
    console.log(await answer(tasks, task, Number(count)));
  }
}

async function answer(tasks: Tasks, task: string, count: number): Promise<string> {
  const work = tasks[task];
  if (work === undefined) return `error: there is no task ${task}`;
  try {
    if (task.startsWith("judge")) return (await work(1)) === true ? "accepted" : "refused";
    return String(await (task.startsWith("own") ? work(count) : processorTime(() => work(1), count)));
  } catch (error) {
    return `error: ${String(error).split("\n")[0]}`;
  }
}

/** Microseconds of processor time that one call takes, helper threads included. */
export async function processorTime(work: () => unknown, count: number): Promise<number> {
  const started = process.cpuUsage();
  for (let done = 0; done < count; done++) {
    const pending = work();
    if (pending instanceof Promise) await pending;
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / count;
}
