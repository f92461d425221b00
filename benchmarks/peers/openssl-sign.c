/*
 * An author's signature by OpenSSL's own API: CMS_sign with the signed attributes that a NuGet author signature has.
 *
 *   openssl-sign-peer CHAIN.pem KEY.pem CONTENT OUTPUT.p7s
 *
 * The task "sign" makes it in memory, "make" writes it as well.
 */
#include <openssl/cms.h>
#include <openssl/pem.h>
#include "peer.h"

static X509 *certificate;
static STACK_OF(X509) * issuers;
static EVP_PKEY *key;
static Bytes content;
static const char *output;

static void read_chain(const char *path) {
  BIO *file = BIO_new_file(path, "r");
  certificate = PEM_read_bio_X509(file, NULL, NULL, NULL);
  issuers = sk_X509_new_null();
  for (X509 *one; (one = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL;) sk_X509_push(issuers, one);
  BIO_free(file);
}

static void read_key(const char *path) {
  BIO *file = BIO_new_file(path, "r");
  key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
  BIO_free(file);
}

/* commitment-type: proof of origin, which makes it an author's signature (RFC 5126 section 5.11.1). */
static int commit(CMS_SignerInfo *signer) {
  static const unsigned char der[] = {0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x06, 0x01};
  return CMS_signed_add1_attr_by_txt(signer, "1.2.840.113549.1.9.16.2.16", V_ASN1_SEQUENCE, der, sizeof der);
}

/* CMS_CADES adds signing-certificate-v2; content type, digest and time come with the signature. */
static CMS_ContentInfo *sign(void) {
  const unsigned flags = CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP;
  BIO *data = BIO_new_mem_buf(content.bytes, (int)content.length);
  CMS_ContentInfo *message = CMS_sign(NULL, NULL, issuers, NULL, flags);
  CMS_SignerInfo *signer = CMS_add1_signer(message, certificate, key, EVP_sha256(), flags | CMS_CADES);
  if (!signer || !commit(signer) || !CMS_final(message, data, NULL, CMS_BINARY)) exit(3);
  BIO_free(data);
  return message;
}

static int work(const char *task) {
  unsigned char *der = NULL;
  CMS_ContentInfo *message = sign();
  int length = i2d_CMS_ContentInfo(message, &der);
  CMS_ContentInfo_free(message);
  if (!strcmp(task, "make")) {
    FILE *stream = fopen(output, "wb");
    fwrite(der, 1, (size_t)length, stream);
    fclose(stream);
  }
  OPENSSL_free(der);
  return length > 0;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  read_chain(words[1]);
  read_key(words[2]);
  content = read_file(words[3]);
  output = words[4];
  return certificate && key ? serve(work) : 2;
}
