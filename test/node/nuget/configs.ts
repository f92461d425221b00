/** Pieces of nuget.config files, for tests. */
export const AUTHOR = "74ECD58C1BD3675238A5392FA6204B248EA610AC8E218DC80AAA360C9E7BEBDB";
export const REPOSITORY = "CFDFD5D478025E50713242A1F02CB4B0EA57169DEF7A5F303D24A50D075BE9ED";
export const UNTRUSTED = "3F4A9D0021D0D086813AFC6B19838D924C47096B1CC71F9ECCF47C8ABD565DC6";
export const EXPIRED = "D17B445A412BC343477B760367A41378BC35349AC673B268B2A493E969D76C96";
export const VOUCHED = "4C71AE10B4B78B82FDB9B0CE3605106ABF337A911D87C407EB273F7D6F74590F";
export const NOBODY = "0".repeat(64);

export function certificate(fingerprint: string, root = "false", hash = "SHA256"): string {
  return `<certificate fingerprint="${fingerprint}" hashAlgorithm="${hash}" allowUntrustedRoot="${root}" />`;
}
export function author(content: string, name = "A"): string {
  return `<author name="${name}">${content}</author>`;
}
export function repository(content: string, name = "R", serviceIndex = "https://lab.example/v3/index.json"): string {
  return `<repository name="${name}" serviceIndex="${serviceIndex}">${content}</repository>`;
}
export function owners(text: string): string {
  return `<owners>${text}</owners>`;
}
export function mode(value: string, key = "signatureValidationMode"): string {
  return `<add key="${key}" value="${value}" />`;
}
export function config(signers: string, settings = ""): string {
  return `<configuration>\n<config>${settings}</config>\n<trustedSigners>${signers}</trustedSigners>\n</configuration>\n`;
}
