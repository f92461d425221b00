/**
 * der: strict reading of DER over the bytes received.
 * Never allocates a tree, never accepts trailing bytes or BER, and knows no X.509. Errors are {@link DerFault}, which
 * the calling room's door turns into a finding. Start with `reader.ts`.
 */
export { DerFault, reading } from "./fault.js";
export {
  booleanValue,
  integerContent,
  namedBits,
  readInteger,
  readOctetAlignedBits,
  readSmallInteger,
  smallInteger,
} from "./integer.js";
export { type ObjectIdentifier, oidText, readOid } from "./oid.js";
export { DerReader, type Tlv } from "./reader.js";
export { contextConstructed, contextPrimitive, Tag } from "./tag.js";
export { checkText, isString, stringText } from "./text.js";
export { type DerTime, readGeneralizedTime, readTime } from "./time.js";
