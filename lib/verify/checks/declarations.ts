import { type CheckFacts, type Fingerprint, type SignatureRef, TransportError } from "../../report/index.js";
import {
  type CheckedSignature,
  declarationFindings,
  declaredFingerprints,
  notRun,
  ran,
  type RepositoryDeclaration,
  unknown,
} from "../../signature/index.js";
import type { OpenRun } from "../run.js";
import { askDeclaration } from "./ask-declaration.js";
import type { Aliases } from "./signers.js";

/** What repositories declare of their own certificates, for the signatures of one package. */
export interface DeclarationsCheck {
  readonly facts: readonly CheckFacts[];
  readonly declared: ReadonlyMap<SignatureRef, readonly Fingerprint[]>;
}

/**
 * Asks each repository that signed what it declares, where the verifier was given somebody to ask. Only a signature that
 * verifies names a repository; what an unverified one says is not worth a question to the network.
 */
export async function checkDeclarations(
  run: OpenRun,
  checked: readonly CheckedSignature[],
  aliases: Aliases,
): Promise<DeclarationsCheck> {
  const facts: CheckFacts[] = [];
  const declared = new Map<SignatureRef, readonly Fingerprint[]>();
  for (const one of checked) {
    const answer = await askFor(run, one);
    if (answer === undefined) continue;
    facts.push(factsOf(one, answer, aliases));
    if (typeof answer === "object") declared.set(one.element.ref, declaredFingerprints(answer));
  }
  if (facts.length === 0 && run.request.repository === undefined)
    facts.push(
      notRun(
        "repository-declaration",
        undefined,
        run.settings.repositories === undefined
          ? "nobody was given to ask what repositories declare"
          : "no repository has signed",
      ),
    );
  return { facts, declared };
}

/** @returns what is declared; `nothing`, or `unavailable`; `undefined` if the signature is no repository's. */
async function askFor(
  { settings, request }: OpenRun,
  { element, signer }: CheckedSignature,
): Promise<RepositoryDeclaration | "nothing" | "unavailable" | undefined> {
  const serviceIndex = element.repository?.claims?.serviceIndex;
  if (settings.repositories === undefined || serviceIndex === undefined || signer === undefined) return undefined;
  const answer = await askDeclaration(settings.repositories, serviceIndex, request.signal);
  return answer instanceof TransportError ? "unavailable" : (answer ?? "nothing");
}

function factsOf(
  { element, certificate }: CheckedSignature,
  answer: RepositoryDeclaration | "nothing" | "unavailable",
  aliases: Aliases,
): CheckFacts {
  if (answer === "unavailable")
    return unknown("repository-declaration", element.ref, "the repository could not be asked");
  if (answer === "nothing" || certificate === undefined)
    return notRun("repository-declaration", element.ref, "the repository declares nothing");
  return ran(
    "repository-declaration",
    element.ref,
    declarationFindings(element, certificate, answer, aliases.get(certificate.fingerprint) ?? []),
  );
}
