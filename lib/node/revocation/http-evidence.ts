import { TransportError } from "../../report/index.js";
import type { RevocationEvidence, RevocationMethod, RevocationQuery } from "../../revocation/index.js";
import { readCrlHead, readOcspResponse } from "../../x509/index.js";
import type { HttpSettings } from "../http/options.js";
import { createHttpTransport, type HttpAnswer, type HttpExchange, type HttpTransport } from "../http/transport.js";
import { shownUrl } from "../http/url.js";
import { RevocationCache } from "./cache.js";
import { cacheKeys, ocspKey } from "./cache-keys.js";
import type { CacheListing } from "./cache-folder.js";
import { mayReplace } from "./newest.js";
import { crlPlaces, responderUrls } from "./places.js";

/** An OCSP answer with its responder's chain has 2 to 5 KB. */
const OCSP_BYTES = 256 * 1024;
/** The largest CRLs of public CAs have some 30 MB. */
const CRL_BYTES = 128 * 1024 * 1024;
/** RFC 5019 §5: a question that fits into so long a URL may be asked by GET, which proxies can answer. */
const GET_URL_LENGTH = 255;

/**
 * Asks the servers that certificates name, and keeps the newest that they say. Of what it hands out it judges nothing but
 * whether it is an answer at all.
 */
export class HttpEvidence {
  readonly #transport: HttpTransport;
  readonly #cache: RevocationCache;
  readonly #tellOfFault: (fault: TransportError) => void;

  /** @param tellOfFault gets why an answer could not be kept. */
  constructor(
    settings: HttpSettings,
    cacheDirectory: string,
    listing: CacheListing,
    tellOfFault: (fault: TransportError) => void,
  ) {
    this.#tellOfFault = tellOfFault;
    this.#transport = createHttpTransport(settings);
    this.#cache = new RevocationCache(cacheDirectory, listing);
  }

  async find(query: RevocationQuery): Promise<readonly RevocationEvidence[]> {
    const found = await Promise.all(query.methods.map((method) => this.#findBy(method, query)));
    return found.flat();
  }

  #findBy(method: RevocationMethod, query: RevocationQuery): Promise<readonly RevocationEvidence[]> {
    if (query.mode === "offline") return Promise.resolve(this.#cached(method, query));
    return method === "ocsp" ? this.#askResponders(query) : this.#fetchCrls(query);
  }

  #cached(method: RevocationMethod, query: RevocationQuery): readonly RevocationEvidence[] {
    return present(cacheKeys(method, query).map((key) => this.#cache.find(method, key)));
  }

  /** One answer is enough; a responder that can't say leaves the word to the next. */
  async #askResponders(query: RevocationQuery): Promise<readonly RevocationEvidence[]> {
    const answers: RevocationEvidence[] = [];
    const failures: unknown[] = [];
    for (const url of responderUrls(query.certificate)) {
      try {
        const data = await this.#askResponder(url, query);
        const answer = { kind: "ocsp", data, origin: shownUrl(url), fromCache: false } as const;
        answers.push(answer);
        if (!isSuccessful(data)) continue;
        await this.#keep(ocspKey(query), answer, query);
        break;
      } catch (error) {
        failures.push(error);
        if (query.signal?.aborted === true) break;
      }
    }
    return orThrow(answers, failures);
  }

  /** By POST, as every responder must understand it; by GET where one refuses to (RFC 6960 §A.1). */
  async #askResponder(url: URL, query: RevocationQuery): Promise<Uint8Array> {
    const question = { role: "OCSP responder", contentTypes: ["application/ocsp-response"], limitBytes: OCSP_BYTES };
    const signal = query.signal === undefined ? {} : { signal: query.signal };
    const headers = { "content-type": "application/ocsp-request", accept: "application/ocsp-response" };
    try {
      const body = query.ocspRequest;
      return (await this.#transport.exchange({ ...question, url, method: "POST", body, headers, ...signal })).body;
    } catch (error) {
      const asUrl = getUrl(url, query.ocspRequest);
      const mayAgain = error instanceof TransportError && error.reason === "http-status" && asUrl !== undefined;
      if (!mayAgain) throw error;
      return (await this.#transport.exchange({ ...question, url: asUrl, method: "GET", ...signal })).body;
    }
  }

  /** All places at once: each may hold a part (other reasons, a delta). */
  async #fetchCrls(query: RevocationQuery): Promise<readonly RevocationEvidence[]> {
    const failures: unknown[] = [];
    const places = crlPlaces(query.certificate).map(async (urls) => this.#fetchFirst(urls, query, failures));
    return orThrow(present(await Promise.all(places)), failures);
  }

  async #fetchFirst(
    urls: readonly URL[],
    query: RevocationQuery,
    failures: unknown[],
  ): Promise<RevocationEvidence | undefined> {
    for (const url of urls) {
      try {
        const { body } = await this.#fetchCrl(url, query.signal);
        const crl = { kind: "crl", data: body, origin: shownUrl(url), fromCache: false } as const;
        if (readCrlHead(body, body.length).ok) await this.#keep(url.href, crl, query);
        return crl;
      } catch (error) {
        failures.push(error);
        if (query.signal?.aborted === true) return undefined;
      }
    }
    return undefined;
  }

  async #keep(
    key: string,
    came: RevocationEvidence & { readonly data: Uint8Array },
    query: RevocationQuery,
  ): Promise<void> {
    const kept = this.#cache.find(came.kind, key);
    if (kept !== undefined && !(await mayReplace(kept, came, query))) return;
    const fault = await this.#cache.store(came.kind, key, came.origin, came.data);
    if (fault !== undefined) this.#tellOfFault(fault);
  }

  #fetchCrl(url: URL, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const exchange: HttpExchange = { role: "CRL server", url, method: "GET", contentTypes: [], limitBytes: CRL_BYTES };
    return this.#transport.exchange(signal === undefined ? exchange : { ...exchange, signal });
  }
}

function present(evidence: readonly (RevocationEvidence | undefined)[]): readonly RevocationEvidence[] {
  return evidence.filter((one) => one !== undefined);
}

/** What one server could not give, another may have given: only if nobody did, the first failure is told. */
function orThrow(evidence: readonly RevocationEvidence[], failures: readonly unknown[]): readonly RevocationEvidence[] {
  if (evidence.length === 0 && failures.length > 0) throw failures[0];
  return evidence;
}

function isSuccessful(data: Uint8Array): boolean {
  const response = readOcspResponse(data);
  return response.ok && response.value.status === "successful";
}

function getUrl(url: URL, request: Uint8Array): URL | undefined {
  const text = `${url.href.replace(/\/$/, "")}/${encodeURIComponent(Buffer.from(request).toString("base64"))}`;
  return url.search === "" && text.length <= GET_URL_LENGTH ? new URL(text) : undefined;
}
