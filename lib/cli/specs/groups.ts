import type { OptionGroup, OptionSpec } from "../command-spec.js";

const json: OptionSpec = { name: "json", help: "Print one JSON document on standard output instead of text." };

const noTrustFile: OptionSpec = { name: "no-trust-file", help: "Look for no countersign.trust.json." };

/** Which roots count, for every command that judges. */
export const roots: OptionGroup = {
  title: "Roots",
  options: [
    {
      name: "code-signing-roots",
      value: "PEM",
      completes: "file",
      help: "Trust these certificates for code signing, instead of the bundled list.",
    },
    {
      name: "timestamping-roots",
      value: "PEM",
      completes: "file",
      help: "Trust these certificates for timestamping, instead of the bundled list.",
    },
    { name: "system-roots", quickOnlyFor: [], help: "Take the roots of this computer instead of the bundled list." },
  ],
};

/** For commands that look for chains and bind no package to a signer. */
export const trustFileRoots: OptionGroup = {
  title: "Trust file",
  options: [
    {
      name: "trust-file",
      value: "FILE",
      completes: "file",
      help: "Its roots count too. Default: the nearest countersign.trust.json, here or in a parent folder.",
    },
    noTrustFile,
  ],
};

/** By which rules packages are judged. */
export const policy: OptionGroup = {
  title: "Policy",
  options: [
    {
      name: "policy",
      quickOnlyFor: ["standard", "audit"],
      value: "NAME|FILE",
      completes: "file",
      help: "strict, standard (default) or audit, or a policy document.",
    },
    {
      name: "level",
      value: "LEVEL",
      choices: ["ignore", "warn", "require"],
      help:
        "A cap over all severities: require (none), warn (unsigned is reported), ignore (integrity alone refuses). " +
        "COUNTERSIGN_LEVEL sets it where this option does not, and only raises it. Either takes the place of NuGet's mode accept.",
    },
    {
      name: "trust-file",
      value: "FILE",
      completes: "file",
      help: "The list of trusted signers. Default: the nearest countersign.trust.json, here or in a parent folder.",
    },
    noTrustFile,
    {
      name: "nuget-config",
      quickOnlyFor: [],
      value: "FILE",
      repeat: "each",
      completes: "file",
      help: "Judge by the trustedSigners of a nuget.config; nearest file first.",
    },
    {
      name: "nuget-command",
      value: "COMMAND",
      choices: ["restore", "verify"],
      help: "Whose answer --nuget-config gives, or a list that was imported: restore, in the files' signatureValidationMode (default where they set one), or dotnet nuget verify.",
    },
    {
      name: "service-index",
      quickOnlyFor: [],
      value: "URL",
      repeat: "each",
      help: "The repository (https) that the packages came from: what it declares of its signatures binds them. Of several, NuGet's record beside each package says which.",
    },
    {
      name: "certificate-fingerprint",
      value: "HEX",
      repeat: "each",
      help: "The primary signer's certificate has one of these SHA-256, SHA-384 or SHA-512 fingerprints.",
    },
  ],
};

/** The moment of judging. */
export const at: OptionSpec = {
  name: "at",
  value: "TIME",
  help: "Judge as of this moment (RFC 3339, 2026-11-23 or 2026-11-23T12:00:00Z) instead of now.",
};

/** What is asked about each package. */
export const judging: OptionGroup = {
  title: "Judging",
  options: [
    at,
    { name: "signature", value: "P7S", completes: "file", help: "The detached signature, if it is not FILE.p7s." },
    { name: "expect", value: "ID@VERSION", help: "Refuse any package but this one." },
    {
      name: "expect-content",
      value: "DIGEST",
      help: "Refuse any content, counted without signatures, but this: sha256:HEX, or sha512-BASE64 (NuGet's contentHash).",
    },
    { name: "publisher-domain", value: "DOMAIN", help: "The signer's certificate names this domain." },
    { name: "organization", value: "NAME", help: "The signer's certificate names this organisation." },
    {
      name: "succession",
      value: "FILE",
      repeat: "each",
      completes: "file",
      help: "An announced change of key, signed by the one who leaves; kept with --lock.",
    },
  ],
};

/** Where fetched revocation data are kept. */
export const cache: OptionSpec = {
  name: "cache",
  value: "DIR",
  completes: "directory",
  help: "Keep what is fetched here. Default: COUNTERSIGN_CACHE, else the user's cache folder.",
};

/** Where a lock file's packages lie. */
export const packageFolder: OptionSpec = {
  name: "package-folder",
  value: "DIR",
  completes: "directory",
  help: "Where the packages of a NuGet or pub lock file lie. Default: where the tool keeps them.",
};

/** Which private addresses a certificate's URLs may lead to. */
export const allowAddress: OptionSpec = {
  name: "allow-address",
  value: "ADDRESS",
  repeat: "each",
  help: "A private address, range (10.0.0.0/8) or host that a certificate's URL may lead to; none by default.",
};

/** Whether missing issuers are fetched. */
export const fetchIssuers: OptionSpec = {
  name: "fetch-issuers",
  quickOnlyFor: [],
  help: "Fetch issuers that did not come along from the addresses that certificates name (AIA). Without it nobody is asked.",
};

/** Whether answers of OCSP responders are to be for this question alone. */
export const ocspNonce: OptionSpec = {
  name: "ocsp-nonce",
  quickOnlyFor: [],
  help: "Send a nonce with each OCSP request (RFC 9654): a responder's answer to another question counts for nothing. Each package asks for itself.",
};

/** Where revocation data come from, and issuers that are missing. */
export const revocation: OptionGroup = {
  title: "Revocation and issuers",
  options: [
    {
      name: "revocation",
      quickOnlyFor: ["off", "offline"],
      value: "MODE",
      choices: ["off", "offline", "online"],
      help: "Use no revocation data, caches and files only, or ask responders. Default: as the policy says.",
    },
    {
      name: "revocation-data",
      quickOnlyFor: [],
      value: "PATH",
      repeat: "each",
      completes: "file",
      help: "A folder of CRLs and OCSP answers, or an archive of countersign revocation prefetch.",
    },
    cache,
    ocspNonce,
    fetchIssuers,
    allowAddress,
    {
      name: "offline",
      help: "Reach no network: what is kept answers, for revocation and for what repositories declare.",
    },
  ],
};

/** Whose key signs. */
export const signer: OptionGroup = {
  title: "Key",
  options: [
    { name: "pfx", value: "FILE", completes: "file", help: "A PFX (PKCS#12) file with key and certificates." },
    { name: "key", value: "FILE", completes: "file", help: "A private key, PEM or DER, encrypted or not." },
    {
      name: "cert",
      value: "FILE",
      completes: "file",
      help: "The signing certificate, PEM or DER; its issuers may follow in the same file.",
    },
    { name: "chain", value: "FILE", completes: "file", help: "The certificates of its issuers." },
    { name: "password-env", value: "NAME", help: "The environment variable that holds the key's password." },
    {
      name: "password-file",
      value: "FILE",
      completes: "file",
      help: "The file whose first line is the key's password. Without either, a terminal is asked.",
    },
    {
      name: "signer-command",
      value: "COMMAND",
      help: "Sign with a program of yours: digest in, signature out. Needs --cert. See the signing guide.",
    },
    {
      name: "signer-input",
      value: "WHAT",
      choices: ["digest", "message"],
      help: "What the program reads: the digest (default), or the message that is to be hashed and signed.",
    },
  ],
};

/** Who stamps the time. */
export const timestamp: OptionGroup = {
  title: "Timestamp",
  options: [
    { name: "timestamp", value: "URL[,URL...]", help: "RFC 3161 authorities, tried in this order." },
    { name: "no-timestamp", help: "Sign without one: the signature ends with the certificate." },
    {
      name: "timestamp-deadline",
      value: "SECONDS",
      help: "For each authority, retries included. Default 10.",
    },
  ],
};

/** What a repository claims. */
export const repository: readonly OptionSpec[] = [
  { name: "service-index", value: "URL", help: "The repository's service index (https)." },
  { name: "owner", value: "NAME", repeat: "list", help: "An owner of the package at the repository." },
];

export const hash: OptionSpec = {
  name: "hash",
  value: "NAME",
  choices: ["sha256", "sha384", "sha512"],
  help: "Digest of content and signature. Default sha256; with a key on a larger curve, what fits it.",
};

/** Where the result goes. */
export const signedOutput: OptionGroup = {
  title: "Output",
  options: [
    {
      name: "output",
      short: "o",
      value: "OUT",
      completes: "file",
      help: "Write here instead of over FILE (or beside it, FILE.p7s). A folder, if there are several files.",
    },
    json,
  ],
};

/** Signing on two machines. */
export const twoSteps: OptionGroup = {
  title: "Two machines",
  options: [
    {
      name: "prepare",
      value: "REQUEST",
      completes: "file",
      help: "Write what must be signed: REQUEST (state, JSON) and REQUEST.tbs (the octets to sign). Needs --cert, no key.",
    },
    {
      name: "complete",
      value: "REQUEST",
      completes: "file",
      help: "Finish with the signature value in REQUEST.sig, or in the file of --signature-value.",
    },
    { name: "signature-value", value: "FILE", completes: "file", help: "The signature value, raw or base64." },
  ],
};

/** The group that ends most commands. */
export const output: OptionGroup = { title: "Output", options: [json] };

/** `--json` for a command that has more to say in its output group. */
export const jsonOption: OptionSpec = json;
