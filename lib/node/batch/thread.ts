import { workerData } from "node:worker_threads";
import { rulesOf } from "../../policy/index.js";
import { batchOf, type VerifyOne } from "../../verify/index.js";
import { judgeFile } from "./file-item.js";
import { type Answer, answerOf, failureOf, itemOf, type Task } from "./messages.js";
import { verifierFrom, type VerifierPlan } from "./plan.js";

// What a thread of the pool runs. It is loaded by its file's name.

let now = 0;
const plan = workerData as VerifierPlan;
const verifier = await verifierFrom(plan, () => new Date(now));
const verify = batchOf(verifier);
const { signatureBytes } = rulesOf(verifier.policy).budgets;

/** @param task left out, it is asked whether the thread has started. */
export default async function judge(task?: Task): Promise<Answer | undefined> {
  if (task === undefined) return undefined;
  // The clock is read as soon as judging begins, before anything else can come between.
  const at: VerifyOne = (source, request) => {
    now = task.now;
    return verify(source, request);
  };
  try {
    return answerOf(await judgeFile(at, itemOf(task), signatureBytes));
  } catch (error) {
    return failureOf(error);
  }
}
