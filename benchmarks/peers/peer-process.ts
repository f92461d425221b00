import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Contestant } from "../contest.js";

/**
 * A peer in a process of its own that keeps running, and works when it is told to: a line `TASK COUNT` goes in, the
 * microseconds that one time took come out, or `accepted` or `refused` where it is asked to judge.
 */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  #waiting: ((line: string) => void) | undefined;

  constructor(command: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(command, words, { env: { ...process.env, ...env } });
    this.#child.stderr.resume();
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on("line", (line) => this.#waiting?.(line));
    this.#child.on("close", () => this.#waiting?.("error: the process ended"));
    this.#child.on("error", (error) => this.#waiting?.(`error: ${error.message}`));
  }

  async ask(task: string, count = 1): Promise<string> {
    const answer = new Promise<string>((resolve) => (this.#waiting = resolve));
    this.#child.stdin.write(`${task} ${count}\n`);
    const line = await answer;
    if (line.startsWith("error")) throw new Error(line);
    return line;
  }

  end(): void {
    this.#lines.close();
    this.#child.stdin.end();
    this.#child.kill();
  }
}

/** Keeps a peer's process, to be ended with the row. */
export type Start = (peer: PeerProcess) => PeerProcess;

/** Runs a row whose peers are processes, and ends them. */
export async function withPeers<T>(run: (start: Start) => Promise<T>): Promise<T> {
  const peers: PeerProcess[] = [];
  try {
    return await run((peer) => (peers.push(peer), peer));
  } finally {
    for (const peer of peers) peer.end();
  }
}

/** The peer as a contestant. */
export function peerContestant(name: string, peer: PeerProcess, task: string, count: number): Contestant {
  return {
    name,
    count,
    settles: true,
    measure: async (times) => Number(await peer.ask(task, times)),
    judges: () => judgedBy(peer),
  };
}

export async function judgedBy(peer: PeerProcess): ReturnType<NonNullable<Contestant["judges"]>> {
  return {
    accepts: (await peer.ask("judge-genuine")) === "accepted",
    refuses: (await peer.ask("judge-altered")) === "refused",
  };
}

/** Whether a command can be started here. */
export function hasCommand(name: string, argument: string): boolean {
  return spawnSync(name, [argument], { stdio: "ignore" }).status === 0;
}

/** Whether a package that only the benchmarks use is installed. */
export function hasModule(root: string, name: string): boolean {
  return existsSync(join(root, "node_modules", name, "package.json"));
}

/**
 * For every process in JavaScript that waits for its turn, ours and the peers' alike: while one waits, V8 collects garbage to
 * give memory back, and throws away compiled code with it. A verification took two to four times as long after a minute.
 */
export const WAITING_ITS_TURN = "--no-memory-reducer";

/** A peer in JavaScript: a process of its own too, so that its heap and its compiled code are no part of ours. */
export function programPeer(root: string, program: string, words: readonly string[]): PeerProcess {
  return new PeerProcess(process.execPath, [WAITING_ITS_TURN, programOf(root, program), ...words]);
}

/** Where `run.ts` put a compiled program. */
export function programOf(root: string, program: string): string {
  return join(root, "benchmarks", ".build", `${program}.mjs`);
}
