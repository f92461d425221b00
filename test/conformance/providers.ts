import { Crypto } from "@peculiar/webcrypto";
import { type CryptoProvider, defaultProvider, threadPoolProvider, webCryptoProvider } from "../../lib/crypto/index.js";

/** All roads: what one says, the others must say. */
export const providers: readonly { readonly name: string; readonly provider: CryptoProvider }[] = [
  { name: "node", provider: defaultProvider },
  { name: "the thread pool", provider: threadPoolProvider() },
  { name: "webcrypto", provider: webCryptoProvider(new Crypto()) },
];
