import { ConfigError, kindOf } from "../../report/index.js";

/** A password, or how to ask for it; asked once, and only if it is needed. */
export type Password = string | (() => Promise<string>);

/** @throws {ConfigError} there is none, or asking for it failed. Its text never holds the password. */
export async function askPassword(password: Password | undefined, at: string): Promise<string> {
  if (typeof password === "string") return password;
  if (password === undefined) {
    const remedy = "Give the password; on the command line with --password-file or --password-env.";
    throw new ConfigError({ at, expected: "the password of the encrypted key", received: "none", remedy });
  }
  const answer: unknown = await password();
  if (typeof answer === "string") return answer;
  const remedy = "Let the function resolve to a string, empty if there is no password.";
  throw new ConfigError({ at, expected: "a password as text", received: kindOf(answer), remedy });
}

/** The password does not open the key. */
export function wrongPassword(at: string, structure: string, cause?: unknown): ConfigError {
  return new ConfigError({
    at,
    expected: `the password that ${structure} was protected with`,
    received: "another one, or a damaged file",
    remedy: "Check for a line feed or space at its end, and for the keyboard's layout; then export the key again.",
    cause,
  });
}
