/** What is wrong with a server's TLS, and what to do about it. */
export interface TlsProblem {
  /** After "The repository packages.example". */
  readonly problem: string;
  readonly remedy: string;
}

const UNPROVEN = "did not prove its name by TLS";
const OWN_CA = "For a CA of your own set NODE_EXTRA_CA_CERTS to the file of its certificate";
const UNKNOWN_AUTHORITY: TlsProblem = {
  problem: `${UNPROVEN}: its certificate leads to no CA that is known here`,
  remedy: `${OWN_CA}; else the server may leave out certificates of its chain: tell its operator.`,
};
const NO_TLS: TlsProblem = {
  problem: "answered with something that is not TLS",
  remedy: "Check the port: https may have another one, or the server speaks http there.",
};
/** As OpenSSL names what verification ended with (X509_V_ERR), and what Node adds. */
const BY_CODE: ReadonlyMap<string, TlsProblem> = new Map([
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", UNKNOWN_AUTHORITY],
  ["UNABLE_TO_GET_ISSUER_CERT", UNKNOWN_AUTHORITY],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", UNKNOWN_AUTHORITY],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", UNKNOWN_AUTHORITY],
  ["SELF_SIGNED_CERT_IN_CHAIN", UNKNOWN_AUTHORITY],
  [
    "CERT_HAS_EXPIRED",
    {
      problem: `${UNPROVEN}: its certificate has expired`,
      remedy: "Tell the server's operator; if the clock of this machine is wrong, set it.",
    },
  ],
  [
    "CERT_NOT_YET_VALID",
    {
      problem: `${UNPROVEN}: its certificate is not valid yet`,
      remedy: "If the clock of this machine is wrong, set it; else tell the server's operator.",
    },
  ],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    {
      problem: `${UNPROVEN}: its certificate is for another name`,
      remedy: "Use the name that its certificate is for, or tell the server's operator.",
    },
  ],
  ["ERR_SSL_WRONG_VERSION_NUMBER", NO_TLS],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", NO_TLS],
]);
/** An alert or a refusal of ours by which client and server agree on no version, or on no cipher. */
const NOTHING_IN_COMMON = /^ERR_SSL_.*(?:PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE)$/;

/** @param code as Node gives it. @returns `undefined` if it tells of something else than TLS. */
export function tlsProblem(code: string): TlsProblem | undefined {
  const known = BY_CODE.get(code) ?? otherProblem(code);
  return known === undefined ? undefined : { ...known, problem: `${known.problem} (${code})` };
}

function otherProblem(code: string): TlsProblem | undefined {
  if (NOTHING_IN_COMMON.test(code))
    return {
      problem: "speaks no TLS that is accepted here",
      remedy: "Version 1.2 or 1.3 is needed: tell the server's operator.",
    };
  const isTls =
    code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL") || code.includes("CERT") || code.includes("SIGNED");
  return isTls ? { problem: UNPROVEN, remedy: `Check its certificate. ${OWN_CA}.` } : undefined;
}
