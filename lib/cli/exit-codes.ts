/** What the process says to its caller. Each class of verdict has its own code, apart from usage and I/O errors. */
export const exitCodes = {
  accepted: 0,
  usage: 2,
  transport: 3,
  signRefused: 4,
  tampered: 20,
  untrusted: 21,
  unsigned: 22,
  inconclusive: 23,
  defect: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The codes in words, for the help and the documentation. */
export const exitCodeMeanings: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [exitCodes.accepted, "everything was accepted, or done"],
  [exitCodes.usage, "usage or configuration: an option, a policy, a certificate, a key or a password is wrong"],
  [exitCodes.transport, "input, output, network or a remote signer failed"],
  [exitCodes.signRefused, "signing refused: verification would refuse the result; nothing was written"],
  [exitCodes.tampered, "tampered: the bytes are not those that were signed, or are not well-formed"],
  [exitCodes.untrusted, "untrusted: sound, but not by anyone whom the policy trusts"],
  [exitCodes.unsigned, "unsigned, where the policy wants a signature"],
  [exitCodes.inconclusive, "inconclusive: something that the policy needs could not be found out"],
  [exitCodes.defect, "a defect of countersign itself"],
  [exitCodes.interrupted, "interrupted (Ctrl-C); nothing partial was left"],
];
