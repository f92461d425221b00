import type { TimestampSource } from "../sign/index.js";
import { type HttpOptions, readHttpOptions } from "./http/options.js";
import type { HttpTransport } from "./http/transport.js";
import { requireHttpUrl, shownUrl } from "./http/url.js";

/** A TimeStampResp with a whole chain is 4 to 8 KB; the certificates of one authority never fill this. */
const LIMIT_BYTES = 1024 * 1024;

/**
 * An RFC 3161 authority over HTTP (RFC 3161 §3.4). The answer's content is not looked at: who asks judges it.
 *
 * User name and password in the URL are sent as Basic authentication and shown nowhere.
 *
 * @throws {ConfigError} `url` is no http or https URL, or an option is out of range.
 */
export function httpTimestampSource(url: string, options?: HttpOptions): TimestampSource {
  const authority = requireHttpUrl(url, "timestamp authority");
  const settings = readHttpOptions(options);
  let transport: Promise<HttpTransport> | undefined;
  return {
    label: shownUrl(authority),
    request: async (timeStampReq, { signal }) => {
      transport ??= import("./http/transport.js").then((http) =>
        http.createHttpTransport(settings, authority.hostname),
      );
      const answer = await (await transport).exchange({
        role: "timestamp authority",
        url: authority,
        method: "POST",
        headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
        body: timeStampReq,
        contentTypes: ["application/timestamp-reply"],
        limitBytes: LIMIT_BYTES,
        ...(signal === undefined ? {} : { signal }),
      });
      return answer.body;
    },
  };
}
