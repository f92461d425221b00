import { type CheckFacts, clauseOf, ConfigError, found, TransportError } from "../../report/index.js";
import {
  type CheckedSignature,
  declaredFingerprints,
  isAbsoluteHttps,
  notRun,
  ran,
  type RepositoryDeclaration,
  unknown,
} from "../../signature/index.js";
import type { SignerProof } from "../../verdict/index.js";
import type { OpenRun } from "../run.js";
import { askDeclaration } from "./ask-declaration.js";
import type { Aliases } from "./signers.js";

/** What has been found out of a package's signatures. */
export interface SignaturesOfOrigin {
  readonly facts: readonly CheckFacts[];
  readonly checked: readonly CheckedSignature[];
  readonly ownProofs: readonly (SignerProof | undefined)[];
  readonly aliases: Aliases;
}

const CHECK = "repository-declaration";

/**
 * Whether a package may have come from the repository that the caller names, by what that repository declares. As NuGet's
 * restore does it (RepositorySignatures resource): one that signs everything gives out nothing without a signature of its own
 * that is proven; of any other that declares certificates, what is signed was signed by one of them.
 *
 * @param signatures `undefined`: the package is not signed.
 */
export async function originFacts(
  run: OpenRun,
  serviceIndex: string,
  signatures: SignaturesOfOrigin | undefined,
): Promise<CheckFacts> {
  const declaration = await declarationOf(run, serviceIndex);
  if (declaration instanceof TransportError) {
    const problem = clauseOf(declaration);
    return unknown(CHECK, undefined, "the repository could not be asked", [
      found("repository-declaration-unknown", { serviceIndex, problem }),
    ]);
  }
  if (declaration === undefined) return notRun(CHECK, undefined, "the repository declares nothing");
  if (signatures === undefined) return ofUnsigned(serviceIndex, declaration);
  // An undeclared certificate of this very repository was found before: that its signature is missing is the same fact.
  if (signatures.facts.some(isUndeclaredOf(serviceIndex)))
    return notRun(CHECK, undefined, "it failed for the repository’s signature");
  return ofSigned(serviceIndex, declaration, signatures);
}

async function declarationOf(
  { settings, request }: OpenRun,
  serviceIndex: string,
): Promise<RepositoryDeclaration | TransportError | undefined> {
  if (!isAbsoluteHttps(serviceIndex))
    throw wrong("request.repository", "the https URL of a service index", JSON.stringify(serviceIndex.slice(0, 200)));
  if (settings.repositories === undefined)
    throw wrong("options.repositories", "a source of declarations, since the request names a repository", "none");
  return askDeclaration(settings.repositories, serviceIndex, request.signal);
}

function wrong(at: string, expected: string, received: string): ConfigError {
  const remedy = "Pass httpRepositorySource({ serviceIndexes: [...] }) of countersign/node, with the same URL.";
  return new ConfigError({ at, expected, received, remedy });
}

function ofUnsigned(serviceIndex: string, { allRepositorySigned }: RepositoryDeclaration): CheckFacts {
  if (!allRepositorySigned) return ran(CHECK, undefined);
  const details = { required: "any", serviceIndex, signsAll: true, isSigned: false } as const;
  return ran(CHECK, undefined, [found("repository-signature-missing", details)]);
}

function ofSigned(serviceIndex: string, declaration: RepositoryDeclaration, signed: SignaturesOfOrigin): CheckFacts {
  const { allRepositorySigned: signsAll, certificates } = declaration;
  if (!signsAll && certificates.length === 0) return ran(CHECK, undefined);
  const declared = new Set(declaredFingerprints(declaration));
  const isOurs = ({ element, signer }: CheckedSignature, index: number): boolean => {
    const isRepository = element.commitment.kind === "known" && element.commitment.value === "repository";
    const { fingerprint } = signer?.certificate ?? {};
    if (!isRepository || fingerprint === undefined) return false;
    if (signsAll && signed.ownProofs[index] === undefined) return false;
    return [fingerprint, ...(signed.aliases.get(fingerprint) ?? [])].some((one) => declared.has(one));
  };
  if (signed.checked.some(isOurs)) return ran(CHECK, undefined);
  const details = { required: "any", serviceIndex, signsAll, isSigned: true } as const;
  return ran(CHECK, undefined, [found("repository-signature-missing", details)]);
}

function isUndeclaredOf(serviceIndex: string): (facts: CheckFacts) => boolean {
  return ({ findings }) =>
    findings.some(
      (finding) =>
        finding.code === "repository-certificate-undeclared" && finding.details.serviceIndex === serviceIndex,
    );
}
