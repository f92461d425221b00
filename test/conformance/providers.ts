import { Crypto } from "@peculiar/webcrypto";
import { type CryptoProvider, defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";

/** Both roads: what one says, the other must say. */
export const providers: readonly { readonly name: string; readonly provider: CryptoProvider }[] = [
  { name: "node", provider: defaultProvider },
  { name: "webcrypto", provider: webCryptoProvider(new Crypto()) },
];
