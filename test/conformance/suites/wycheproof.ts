import {
  type AlgorithmIdentifier,
  type CryptoProvider,
  readPublicKeyInfo,
  signatureAlgorithmOf,
} from "../../../lib/crypto/index.js";
import { reading } from "../../../lib/der/index.js";
import { element, explicit, integer, oid, sequence } from "../../../lib/testing/encode.js";
import { corpusJson } from "../corpus.js";
import { providers } from "../providers.js";
import type { Case, Suite } from "../suite.js";

interface Group {
  readonly type: string;
  readonly publicKeyDer: string;
  readonly sha?: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg: string;
    readonly sig: string;
    readonly result: "valid" | "invalid" | "acceptable";
  }[];
}

/** Wycheproof's signature vectors, as certificates and messages would carry them: key, AlgorithmIdentifier, value. */
export const wycheproof: readonly Suite[] = providers.map(({ name, provider }) =>
  suiteOf(`wycheproof on ${name}`, provider),
);

function suiteOf(name: string, provider: CryptoProvider): Suite {
  return {
    name,
    folder: "wycheproof",
    *cases() {
      const { files } = corpusJson<{ readonly files: readonly { readonly file: string }[] }>(
        "wycheproof",
        "manifest.json",
      );
      for (const { file } of files)
        for (const group of corpusJson<{ readonly testGroups: readonly Group[] }>("wycheproof", file).testGroups)
          yield* casesOf(file.replace("_test.json", ""), group, provider);
    },
  };
}

function* casesOf(file: string, group: Group, provider: CryptoProvider): Iterable<Case> {
  const publicKeyInfo = fromHex(group.publicKeyDer);
  const facts = reading(() => readPublicKeyInfo(publicKeyInfo));
  const algorithm = facts.ok ? signatureAlgorithmOf(identifierOf(group), facts.value) : undefined;
  const key = provider.importKey(publicKeyInfo);
  for (const { tcId, msg, sig, result } of group.tests)
    yield {
      id: `${file} ${tcId}`,
      expected: result === "acceptable" ? ["invalid", "valid"] : [result],
      judge: async () => {
        const taken = await key;
        if (algorithm === undefined || taken === undefined) return "invalid";
        return (await provider.verify(taken, algorithm, fromHex(msg), fromHex(sig))) ? "valid" : "invalid";
      },
    };
}

const RSA = { "SHA-256": "11", "SHA-384": "12", "SHA-512": "13", "SHA-1": "5", "SHA-224": "14" } as const;
const ECDSA = { "SHA-256": "2", "SHA-384": "3", "SHA-512": "4" } as const;

function identifierOf(group: Group): AlgorithmIdentifier {
  const hash = group.sha ?? "";
  switch (group.type) {
    case "EddsaVerify":
      return identifier("1.3.101.112");
    case "EcdsaVerify":
      return identifier(`1.2.840.10045.4.3.${ECDSA[hash as keyof typeof ECDSA]}`);
    case "RsassaPkcs1Verify":
      return identifier(`1.2.840.113549.1.1.${RSA[hash as keyof typeof RSA]}`, element(5));
    default:
      return identifier("1.2.840.113549.1.1.10", pssParameters(group));
  }
}

function identifier(type: string, parameters?: Uint8Array): AlgorithmIdentifier {
  return { oid: type, parameters, der: sequence(oid(type), ...(parameters === undefined ? [] : [parameters])) };
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ["SHA-1", "1.3.14.3.2.26"],
  ["SHA-224", "2.16.840.1.101.3.4.2.4"],
  ["SHA-256", "2.16.840.1.101.3.4.2.1"],
  ["SHA-384", "2.16.840.1.101.3.4.2.2"],
  ["SHA-512", "2.16.840.1.101.3.4.2.3"],
  ["SHA-512/224", "2.16.840.1.101.3.4.2.5"],
  ["SHA-512/256", "2.16.840.1.101.3.4.2.6"],
]);

/** RSASSA-PSS-params (RFC 4055 §3.1), every field written out. */
function pssParameters({ sha = "", mgfSha = "", sLen = 0 }: Group): Uint8Array {
  const hash = (name: string): Uint8Array => sequence(oid(HASHES.get(name) ?? "1.2.3"), element(5));
  const mask = sequence(oid("1.2.840.113549.1.1.8"), hash(mgfSha));
  return sequence(explicit(0, hash(sha)), explicit(1, mask), explicit(2, integer(sLen)));
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}
