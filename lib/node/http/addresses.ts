import { BlockList, isIP } from "node:net";
import { ConfigError } from "../../report/index.js";

/**
 * Addresses that a certificate's URL may not lead to: everything that is not the public internet. IPv4 by the IANA
 * special-purpose registry (RFC 6890 and successors).
 */
const NOT_PUBLIC_IPV4 = [
  "0.0.0.0/8", // "this network", RFC 791
  "10.0.0.0/8", // private, RFC 1918
  "100.64.0.0/10", // carrier-grade NAT, RFC 6598
  "127.0.0.0/8", // loopback, RFC 1122
  "169.254.0.0/16", // link-local, RFC 3927; the metadata services of clouds
  "172.16.0.0/12", // private, RFC 1918
  "192.0.0.0/24", // protocol assignments, RFC 6890
  "192.0.2.0/24", // documentation, RFC 5737
  "192.88.99.0/24", // 6to4 relays, RFC 7526
  "192.168.0.0/16", // private, RFC 1918
  "198.18.0.0/15", // benchmarking, RFC 2544
  "198.51.100.0/24", // documentation, RFC 5737
  "203.0.113.0/24", // documentation, RFC 5737
  "224.0.0.0/4", // multicast, RFC 5771
  "240.0.0.0/4", // reserved and broadcast, RFC 1112
];
/**
 * Of IPv6 only 2000::/3 is public (RFC 4291 §2.4): loopback, mapped IPv4, unique-local, link-local, multicast lie outside.
 * Networks without IPv4 reach it under the NAT64 prefix of RFC 6052, where the embedded address decides.
 */
const GLOBAL_IPV6 = ["2000::/3", "64:ff9b::/96"];
const NOT_PUBLIC_IPV6 = [
  ...NOT_PUBLIC_IPV4.map((range) => embeddedInNat64(range)),
  "2001::/23", // protocol assignments, RFC 2928; Teredo, which carries any IPv4, among them
  "2001:db8::/32", // documentation, RFC 3849
  "2002::/16", // 6to4: carries any IPv4, RFC 3056
  "3fff::/20", // documentation, RFC 9637
];
/** Names that mean this machine or its link, whatever a resolver (or a proxy's) says of them: RFC 6761, RFC 6762, RFC 8375. */
const LOCAL_NAMES = ["localhost", "local", "localdomain", "internal", "home.arpa"];

const notPublic = blockListOf([...NOT_PUBLIC_IPV4, ...NOT_PUBLIC_IPV6]);
const globalIpv6 = blockListOf(GLOBAL_IPV6);

/** Decides which hosts a URL that somebody else chose may lead to. */
export interface AddressFilter {
  /** For a host as it stands in a URL: a literal address, or a name that can be refused without asking. */
  permitsHost(host: string): boolean;
  /** For an address that a name resolved to. */
  permitsAddress(address: string, name: string): boolean;
}

/** @throws {ConfigError} an entry is not an address, a range or a host name. */
export function createAddressFilter(allowAddresses: readonly string[]): AddressFilter {
  const ranges = allowAddresses.filter((entry) => isRange(entry));
  const names = new Set(allowAddresses.filter((entry) => !isRange(entry)).map((entry) => requireName(entry)));
  const allowed = blockListOf(ranges);
  const permitsAddress = (address: string, name: string): boolean =>
    isPublicAddress(address) || contains(allowed, address) || names.has(normalName(name));
  return {
    permitsAddress,
    permitsHost: (host) => {
      const bare = withoutBrackets(host);
      return isIP(bare) === 0 ? !isLocalName(bare) || names.has(normalName(bare)) : permitsAddress(bare, bare);
    },
  };
}

/** `[::1]`, as URLs write an IPv6 address, without its brackets. */
export function withoutBrackets(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !contains(notPublic, address);
  return contains(globalIpv6, address) && !contains(notPublic, address);
}

function embeddedInNat64(range: string): string {
  const [address = "", bits = ""] = range.split("/");
  return `64:ff9b::${address}/${96 + Number(bits)}`;
}

function isLocalName(name: string): boolean {
  const normal = normalName(name);
  return LOCAL_NAMES.some((local) => normal === local || normal.endsWith(`.${local}`));
}

/** Names have no case, and one trailing dot says only that they are complete. */
function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function contains(list: BlockList, address: string): boolean {
  const [bare = ""] = address.split("%"); // a zone index, `fe80::1%eth0`
  const family = isIP(bare);
  return family !== 0 && list.check(bare, family === 4 ? "ipv4" : "ipv6");
}

function isRange(entry: string): boolean {
  return entry.includes("/") || isIP(withoutBrackets(entry)) !== 0;
}

function requireName(entry: string): string {
  if (/^[\p{L}\p{N}_.-]+$/u.test(entry)) return normalName(entry);
  throw wrongEntry(entry);
}

function wrongEntry(entry: string): ConfigError {
  return new ConfigError({
    at: "http.allowAddresses",
    expected: "an IP address, a range such as 10.0.0.0/8, or a host name",
    received: JSON.stringify(entry.slice(0, 200)),
    remedy: "List the addresses that your own responders and CRL servers have, without scheme and port.",
  });
}

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = withoutBrackets(entry).split("/");
    const family = isIP(address);
    const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
    const fits = /^\d{1,3}$/.test(prefix ?? "0") && bits <= (family === 4 ? 32 : 128);
    if (family === 0 || !fits) throw wrongEntry(entry);
    list.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
  }
  return list;
}
