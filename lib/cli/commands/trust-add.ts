import { resolve } from "node:path";
import { type Certificate, parseCertificates, type TrustedSigner, type Verdict } from "../../index.js";
import { toBase64 } from "../../bytes/index.js";
import { ConfigError, DecodeError, type Purpose, shown, visible } from "../../report/index.js";
import { holdsKey, isAuthority } from "../certificate-kind.js";
import { signaturePath } from "../detached-signature.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { isPackageName, packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeOne } from "../judge-one.js";
import { readMoment } from "../moment.js";
import { exists, readFileBytes } from "../read-file.js";
import { explainedAsCalled, repositoryWords, trustFileOf } from "../present/as-called.js";
import { jsonPresentation } from "../present/json.js";
import { exitOf } from "../results.js";
import { RULE_NAMES } from "../rule-names.js";
import { subjectText } from "../subject-text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { certificatesOf, type Declared, declarationNow, describeCertificate, nameOf } from "../trust-file/declared.js";
import { freeId, isSameEntry, type TrustedRoot, type TrustFile } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";
import {
  certificateProposal,
  type Proposal,
  proposalFor,
  repositoryProposal,
  type Wish,
} from "../trust-file/propose.js";
import { isServiceIndex, notOverHttps, noUrl, refuseUnheard } from "../trust-file/refused-words.js";
import { describeEntry } from "./trust-list.js";

/** `countersign trust add` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  let { file } = located;
  const comments: string[] = [];
  for (const operand of call.operands) {
    const addition = await additionFor(operand, call, file);
    if ("refused" in addition) return addition.refused;
    file = addition.file;
    comments.push(...addition.comments);
  }
  await changeTrustFile(call, located, file, comments);
  return exitCodes.accepted;
}

function wishOf({ options }: Invocation): Wish {
  const by = RULE_NAMES.find((name) => name === options.text("by"));
  const until = options.text("until");
  const note = options.text("note");
  return {
    ...(by === undefined ? {} : { by }),
    ...(options.has("packages") ? { packages: options.list("packages") } : {}),
    ...(until === undefined ? {} : { until: readMoment(until, "--until").toISOString().replace(".000Z", "Z") }),
    ...(note === undefined ? {} : { note }),
    allowUntrustedRoot: options.has("allow-untrusted-root"),
  };
}

type Addition = { readonly file: TrustFile; readonly comments: readonly string[] } | { readonly refused: ExitCode };

async function additionFor(operand: string, call: Invocation, file: TrustFile): Promise<Addition> {
  if (/^http:\/\//i.test(operand)) throw notOverHttps(operand);
  const isUrl = /^https:\/\//i.test(operand);
  const certificates = isUrl || isPackageName(operand) ? undefined : await certificatesIn(operand, call);
  refuseUnheard(operand, certificates, call);
  if (isUrl) return repositoryAddition(operand, call, file);
  if (certificates === undefined) return fromPackage(operand, call, file);
  let result = file;
  const comments: string[] = [];
  for (const certificate of certificates) {
    const next = isAuthority(certificate)
      ? addedRoot(result, certificate, call)
      : addedSigner(result, certificate, call);
    result = next.file;
    comments.push(...next.comments);
  }
  return { file: result, comments };
}

/** By what it declares from time to time; or, by certificate, by what it declares now and gives out. */
async function repositoryAddition(serviceIndex: string, call: Invocation, file: TrustFile): Promise<Addition> {
  if (!isServiceIndex(serviceIndex)) throw noUrl();
  const proposal = repositoryProposal(serviceIndex, wishOf(call));
  if (wishOf(call).by !== "certificate") return added(file, proposal, [unasked(serviceIndex, call)]);
  const { certificates = [] } = (await declarationNow(serviceIndex, call)) ?? {};
  if (certificates.length === 0) {
    const remedy = "Name the certificates yourself, or leave --by certificate out to trust what it will declare.";
    const expected = "a repository that declares certificates";
    throw new ConfigError({ at: serviceIndex, expected, received: "one that declares none", remedy });
  }
  const comments = await describedCertificates(serviceIndex, certificates, call);
  const names = [...new Set(certificates.map(nameOf))].toSorted();
  const forgiven = call.options.has("allow-untrusted-root") ? { allowUntrustedRoot: true } : {};
  const entry = { ...proposal.entry, by: "repository", serviceIndex, certificates: names, ...forgiven } as const;
  return added(file, { ...proposal, entry }, comments.toSorted());
}

/** @throws {TransportError} one of them could not be had: nothing is trusted on a number alone. */
async function describedCertificates(
  serviceIndex: string,
  declared: readonly Declared[],
  call: Invocation,
): Promise<readonly string[]> {
  const answers = await certificatesOf(serviceIndex, declared, call);
  return answers.flatMap((answer, index) => {
    if (answer.status === "rejected") throw answer.reason;
    const one = declared[index];
    return one === undefined ? [] : [describeCertificate(answer.value, nameOf(one))];
  });
}

/** Nobody has looked whether there is a repository at all: what it declares counts when packages are judged. */
function unasked(serviceIndex: string, call: Invocation): string {
  return `${serviceIndex} was not asked: whether it answers, and which certificates it declares, is looked at when packages are judged, and now by countersign trust sync --dry-run${repositoryWords(call)}`;
}

/** `undefined` if the file holds something else: then it is taken for a package. */
async function certificatesIn(operand: string, call: Invocation): Promise<readonly Certificate[] | undefined> {
  const bytes = await readFileBytes(operand, call);
  try {
    const certificates = await parseCertificates(bytes);
    return certificates.length === 0 ? undefined : certificates;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (holdsKey(bytes) && !(await exists(resolve(call.workingDirectory, signaturePath(operand)))))
      throw keyGiven(operand, error);
    return undefined;
  }
}

/** Nothing of the file is shown. */
function keyGiven(operand: string, cause: unknown): ConfigError {
  const expected = "a package, certificates, or a repository’s URL";
  const received = "what looks like a private key or a PFX file";
  const remedy = "Name the file with the certificate alone, and keep this one to yourself.";
  return new ConfigError({ at: operand, expected, received, remedy, cause });
}

async function fromPackage(operand: string, call: Invocation, file: TrustFile): Promise<Addition> {
  const [packageFile] = await packageFiles([operand], call);
  if (packageFile === undefined) return { refused: exitCodes.usage };
  const verdict = await judgeOne(packageFile, call, file);
  if (!mayBeTrusted(verdict, call)) {
    presentRefusal(packageFile.shown, verdict, call);
    call.stderr.write(
      `countersign: ${visible(operand)}: its signer is not proven, so nothing was added\n${unknownRootHelp(verdict, call)}`,
    );
    return { refused: exitOf(verdict) };
  }
  return added(file, proposalFor(verdict, wishOf(call)), signerComments(verdict));
}

/** Sound, and by a proven signer; or sound but for a root that the user takes upon themselves. */
function mayBeTrusted(verdict: Verdict, call: Invocation): boolean {
  if (verdict.outcome === "trusted") return true;
  const errors = verdict.issues.filter((issue) => issue.severity === "error");
  const forgivable = call.options.has("allow-untrusted-root") ? ["chain-root-untrusted"] : [];
  return verdict.signatures.length > 0 && errors.every((issue) => forgivable.includes(issue.code));
}

function presentRefusal(path: string, verdict: Verdict, call: Invocation): void {
  if (!call.options.has("json")) {
    call.stdout.write(`${explainedAsCalled(verdict, path, call)}\n`);
    return;
  }
  const presentation = jsonPresentation(call);
  presentation.add({ path, verdict });
  presentation.finish();
}

function unknownRootHelp({ issues }: Verdict, call: Invocation): string {
  // With that option, what still refuses is told above.
  if (call.options.has("allow-untrusted-root")) return "";
  if (!issues.some((issue) => issue.code === "chain-root-untrusted")) return "";
  const line = `countersign trust add ROOT.pem${trustFileOf(call)}, or this command with --allow-untrusted-root`;
  return `  its CA is in no trust list\n  → ${line}\n`;
}

function signerComments({ signatures }: Verdict): readonly string[] {
  return signatures.flatMap(({ kind, placement, signer }) => {
    if (signer === undefined) return [];
    const { fingerprint, notAfter } = signer;
    return [
      `${kind} (${placement}): ${subjectText(signer)}, until ${notAfter.toISOString().slice(0, 10)}, ${fingerprint}`,
    ];
  });
}

function added(file: TrustFile, { wantedId, entry }: Proposal, comments: readonly string[]) {
  const { entries } = file.signers;
  const named: TrustedSigner = { id: freeId(wantedId, entries), ...entry };
  const known = entries.find((one) => isSameEntry(one, named));
  if (known !== undefined) return { file, comments: [...comments, `already trusted: ${describeEntry(known)}`] };
  const next = { ...file, signers: { ...file.signers, entries: [...entries, named] } };
  return { file: next, comments: [...comments, `trusts ${describeEntry(named)}`] };
}

function addedSigner(file: TrustFile, certificate: Certificate, call: Invocation) {
  return added(file, certificateProposal(certificate, wishOf(call)), [`certificate: ${subjectText(certificate)}`]);
}

function addedRoot(file: TrustFile, certificate: Certificate, call: Invocation) {
  const purposes: readonly Purpose[] = [
    call.options.text("purpose") === "timestamping" ? "timestamping" : "code-signing",
  ];
  const text = toBase64(certificate.der);
  if (file.roots.some((root) => root.certificate === text && root.purposes.includes(purposes[0] ?? "code-signing"))) {
    return { file, comments: [`already a root: ${shown(certificate.subject)}`] };
  }
  const { until, note = shown(certificate.subject) } = wishOf(call);
  const id = freeId(certificate.fingerprint.slice(0, 23), file.roots);
  const root: TrustedRoot = { id, certificate: text, purposes, ...(until === undefined ? {} : { until }), note };
  const about = `${shown(certificate.subject)}, ${certificate.fingerprint}`;
  return {
    file: { ...file, roots: [...file.roots, root] },
    comments: [
      `trusts every chain that ends at ${about}, for ${purposes.join()}${until === undefined ? "" : `, until ${until}`}`,
    ],
  };
}
