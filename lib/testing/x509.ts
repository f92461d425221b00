/**
 * The one place that loads @peculiar/x509: its injection container needs the metadata polyfill before anything else,
 * and throws at import without it.
 */
import "reflect-metadata";

export { Extension, Name, X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
