import { lookup as resolveName } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Agent, Dispatcher } from "undici";
import type { HttpSettings } from "./options.js";
import { requireHttpUrl } from "./url.js";

/** A host whose every address is refused by the filter. */
export class BlockedAddress extends Error {
  readonly host: string;

  constructor(host: string) {
    super(`no address of ${host} may be reached`);
    this.host = host;
  }
}

/** Judges a host before a connection is made, by name and by each address. */
export interface HostGuard {
  permitsHost(host: string): boolean;
  permitsAddress(address: string, name: string): boolean;
}

/** What sends requests. undici is loaded here, on first use: a verification that fetches nothing never pays for it. */
export async function createDispatcher(settings: HttpSettings, guard: HostGuard): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import("undici");
  const options: Agent.Options = {
    // The deadline of the exchange rules; these would cut in earlier or later.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: settings.timeoutMs, lookup: guardedLookup(guard) },
  };
  if (settings.proxy !== "environment")
    return new ProxyAgent({ ...options, uri: settings.proxy.href, proxyTunnel: false });
  requireProxiesOfEnvironment();
  if (!hasProxyInEnvironment()) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, proxyTunnel: false, noProxy: directHosts() });
}

/**
 * Resolves a name and hands on only the addresses that may be reached. The connection is made to just these, so a name
 * that resolves to something else a moment later gains nothing.
 */
function guardedLookup(guard: HostGuard): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      // After an error there are no addresses at all, whatever the types say.
      const all = error === null ? addresses : [];
      const [first, ...others] = all.filter(({ address }) => guard.permitsAddress(address, hostname));
      if (first === undefined) callback(error ?? new BlockedAddress(hostname), []);
      else if (options.all === true) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };
}

const PROXY_VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];

function hasProxyInEnvironment(): boolean {
  return PROXY_VARIABLES.some((name) => (process.env[name] ?? "") !== "");
}

/** Looked at first, so that the complaint names the variable and repeats nothing of its value. */
function requireProxiesOfEnvironment(): void {
  for (const name of PROXY_VARIABLES) {
    const value = process.env[name];
    if (value !== undefined && value !== "") requireHttpUrl(value, `environment variable ${name}`);
  }
}

/** A proxy can't reach this machine's loopback: these hosts are direct, whatever NO_PROXY says. */
function directHosts(): string {
  const chosen = process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? "";
  return chosen.trim() === "*" ? "*" : `${chosen},localhost,127.0.0.1,[::1]`;
}
