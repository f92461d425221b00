import { andThen, type Eventual, mapInTurn } from "../bytes/index.js";
import { hasNugetRules, rulesOf, type Vouching } from "../policy/index.js";
import {
  type CheckFacts,
  type Finding,
  joined,
  type PackageIdentity,
  type SignatureRef,
  type Waiver,
} from "../report/index.js";
import { evidenceInCrls, type RevocationSession } from "../revocation/index.js";
import {
  beginChecks,
  type CheckContext,
  type CheckedSignature,
  checkSignature,
  type PackageSignature,
  passedWith,
  reportSignature,
  type SignatureElement,
} from "../signature/index.js";
import { type SignatureReport, SignerProof } from "../verdict/index.js";
import { checkDeclarations } from "./checks/declarations.js";
import { forgivenFindings } from "./checks/forgiven.js";
import { askOfLetPass, isLetPass, withRevocation } from "./checks/let-pass.js";
import { passedOver } from "./checks/passed-over.js";
import { type Aliases, aliasesFor, checkSigners, type SignersCheck } from "./checks/signers.js";
import { vouch } from "./checks/vouching.js";
import { RevocationLog } from "./revocation-log.js";
import { checkContext, type OpenRun, pathContext } from "./run.js";

/** Every signature of a package, judged: facts, proofs and what a verdict tells of each. */
export interface JudgedSignatures {
  readonly facts: readonly CheckFacts[];
  /** The primary first. */
  readonly checked: readonly CheckedSignature[];
  /** Each signature's own proof, in the order of `checked`; what is vouched for is not among them. */
  readonly ownProofs: readonly (SignerProof | undefined)[];
  /** Countersignatures that are taken for nothing. */
  readonly passedOver: ReadonlySet<SignatureRef>;
  /** Proof of the primary signature's signer: its own, by an entry that lists it, or by a countersignature that vouches. */
  readonly proof: SignerProof | undefined;
  readonly vouching: Vouching | undefined;
  /** What an entry by NuGet's rules sets aside. */
  readonly forgiven: ReadonlyMap<Finding, Waiver>;
  readonly aliases: Aliases;
  readonly reports: readonly SignatureReport[];
}

/** What the signatures of a package are checked with; what can be done elsewhere meanwhile is begun. */
export interface BegunSignatures {
  readonly context: CheckContext;
  readonly log: RevocationLog;
}

/** To be called before the content is hashed, which takes longest of all. */
export async function beginSignatures(
  run: OpenRun,
  signature: PackageSignature,
  session: RevocationSession | undefined,
): Promise<BegunSignatures> {
  const path = pathContext(run);
  const log = new RevocationLog(run, path, evidenceInCrls(signature.signedData.revocation), session);
  const context = checkContext(run, path, log.hooks);
  if (!path.keys.mayBegin) return { context, log };
  return { context: { ...context, opened: await beginChecks(signature, wanted(run, signature), context) }, log };
}

/**
 * Checks every signature on its own, asks the trusted signers, and then lets a countersignature vouch: the only place where
 * one signature's result touches another's.
 */
export async function judgeSignatures(
  run: OpenRun,
  signature: PackageSignature,
  identity: PackageIdentity | undefined,
  { context, log }: BegunSignatures,
): Promise<JudgedSignatures> {
  const { policy, crypto } = run.settings;
  const checked = await mapInTurn(wanted(run, signature), (element) => checkOne(signature, element, context, log));
  const aliases = await aliasesFor(checked, policy, crypto, run.settings.repositories !== undefined);
  const declarations = await checkDeclarations(run, checked, aliases);
  const weightless = passedOver(checked, declarations.facts, policy);
  const counted = { aliases, declared: declarations.declared, passedOver: weightless };
  const signers = checkSigners(checked, policy, identity, run.at, counted);
  const mayPass = (one: CheckedSignature): boolean => isLetPass(one, signers.matches, policy);
  const asked = checked.some(mayPass)
    ? await mapInTurn(checked, (one) => (mayPass(one) ? askOfLetPass(one, signature, context, log) : one))
    : checked;
  const forgiven = asked.map((one) => forgiveRoot(one, signers));
  const proofs = forgiven.map((one) => ownProof(one, signers));
  const vouched = await vouchFor(run, signature, forgiven, proofs, signers, context);
  const [own, ...others] = proofs;
  // The chain that was to be vouched for may have been asked about meanwhile.
  const told = own === undefined && others.length > 0 ? forgiven.map((one) => withRevocation(one, log)) : forgiven;
  return {
    facts: joined([...told.map(({ facts }) => facts), [signers.facts], declarations.facts]),
    checked: told,
    ownProofs: proofs,
    passedOver: weightless,
    proof: vouched?.proof ?? own,
    vouching: vouched?.vouching,
    forgiven: forgivenFindings(checked, signers),
    aliases,
    reports: told.map((one, index) => report(one, [vouched?.proof ?? own, ...others][index], signers, log)),
  };
}

/** The primary, and the countersignatures that the policy or the call wants judged; one that is ignored vouches for nothing either. */
function wanted(
  { settings, request }: OpenRun,
  { primary, countersignatures }: PackageSignature,
): readonly SignatureElement[] {
  const isIgnored = settings.rules.signatures.repository === "ignore" && request.repository === undefined;
  // More than one is a finding of its own; two are enough to show it.
  return isIgnored ? [primary] : [primary, ...countersignatures.slice(0, 2)];
}

function checkOne(
  signature: PackageSignature,
  element: SignatureElement,
  context: CheckContext,
  log: RevocationLog,
): Eventual<CheckedSignature> {
  return andThen(checkSignature(signature, element, context), (checked) => ({
    ...checked,
    facts: [...checked.facts, ...log.factsOf(checked)],
  }));
}

/** `allowUntrustedRoot`: what an entry forgives is not reported as a fault; the standing says `listed`. */
function forgiveRoot(checked: CheckedSignature, { matches }: SignersCheck): CheckedSignature {
  const { element, facts } = checked;
  if (matches?.listed.has(element.ref) !== true) return checked;
  const forgiven = facts.map((one) => (one.check === "chain" && one.subject === element.ref ? withoutRoot(one) : one));
  return { ...checked, facts: forgiven };
}

function withoutRoot({ check, subject, findings }: CheckFacts): CheckFacts {
  return passedWith(
    check,
    subject,
    findings.filter(({ code }) => code !== "chain-root-untrusted"),
  );
}

/** A signature that holds, with a validated chain of its own or an entry that lists its certificate. */
function ownProof({ element, signer, path }: CheckedSignature, { matches }: SignersCheck): SignerProof | undefined {
  if (signer === undefined || path === undefined) return undefined;
  if (path.kind === "validated") return SignerProof.validated(signer, path.chain);
  const listed = matches?.listed.get(element.ref);
  return path.kind === "unanchored" && listed !== undefined
    ? SignerProof.listed(signer, path.chain, listed)
    : undefined;
}

function vouchFor(
  run: OpenRun,
  signature: PackageSignature,
  [primary, countersignature, another]: readonly CheckedSignature[],
  [own, by]: readonly (SignerProof | undefined)[],
  { matches }: SignersCheck,
  context: CheckContext,
): ReturnType<typeof vouch> {
  const { policy } = run.settings;
  const isAlone = primary !== undefined && countersignature !== undefined && another === undefined;
  if (!isAlone || own?.standing === "validated" || own?.standing === "listed") return Promise.resolve(undefined);
  // Where a list binds, one who is not on it vouches for nobody; NuGet's asks for no more than the author.
  const byNuget = matches?.matched.get(primary.element.ref);
  const bound = rulesOf(policy).signers?.mode === "listed" && !(byNuget !== undefined && hasNugetRules(byNuget));
  if (bound && matches?.matched.has(countersignature.element.ref) !== true) return Promise.resolve(undefined);
  return vouch(signature, primary, countersignature, by, policy, context);
}

function report(
  checked: CheckedSignature,
  proof: SignerProof | undefined,
  { matches }: SignersCheck,
  log: RevocationLog,
): SignatureReport {
  const matched = matches?.matched.get(checked.element.ref)?.id;
  return reportSignature(checked, proof?.standing ?? "failed", { revocation: log.reportsOf(checked), matched });
}
