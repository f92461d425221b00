/*
 * The signatures of a package by OpenSSL's own API: CMS_verify for the primary signature, TS_RESP_verify_token for each
 * timestamp, and for the countersignature, which OpenSSL has no call for, its attributes and value by EVP and its chain by
 * X509_verify_cert.
 *
 *   openssl-peer GENUINE.p7s ALTERED.p7s CODE-ROOTS.pem TIMESTAMP-ROOTS.pem UNIX-TIME
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>
#include "peer.h"

static X509_STORE *code_roots, *timestamp_roots;
static time_t signed_at;

static X509_STORE *read_roots(const char *path, int purpose) {
  X509_STORE *store = X509_STORE_new();
  if (!X509_STORE_load_file(store, path)) exit(2);
  X509_VERIFY_PARAM *parameters = X509_STORE_get0_param(store);
  X509_VERIFY_PARAM_set_time(parameters, signed_at);
  X509_VERIFY_PARAM_set_purpose(parameters, purpose);
  return store;
}

/* The first value of an unsigned attribute, as DER. */
static ASN1_TYPE *unsigned_value(CMS_SignerInfo *signer, const char *oid) {
  ASN1_OBJECT *type = OBJ_txt2obj(oid, 1);
  int place = CMS_unsigned_get_attr_by_OBJ(signer, type, -1);
  ASN1_OBJECT_free(type);
  if (place < 0) return NULL;
  return X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(signer, place), 0);
}

static int timestamp_holds(const ASN1_STRING *token_der, const unsigned char *stamped, int stamped_length) {
  const unsigned char *at = ASN1_STRING_get0_data(token_der);
  PKCS7 *token = d2i_PKCS7(NULL, &at, ASN1_STRING_length(token_der));
  TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
  BIO *data = BIO_new_mem_buf(stamped, stamped_length);
  TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
  X509_STORE_up_ref(timestamp_roots);
  TS_VERIFY_CTX_set_store(context, timestamp_roots);
  TS_VERIFY_CTX_set_data(context, data);
  int good = token != NULL && TS_RESP_verify_token(context, token) == 1;
  TS_VERIFY_CTX_free(context);
  PKCS7_free(token);
  return good;
}

/* A cursor over DER: the element that it stands on. */
typedef struct {
  const unsigned char *start, *content, *end;
  int tag;
} Element;

static Element element_at(const unsigned char *at, const unsigned char *limit) {
  Element element = {at, at, at, -1};
  if (limit - at < 2) return element;
  size_t length = at[1];
  const unsigned char *content = at + 2;
  if (length & 0x80) {
    size_t octets = length & 0x7f;
    if (octets > 3 || (size_t)(limit - content) < octets) return element;
    for (length = 0; octets > 0; octets--) length = length << 8 | *content++;
  }
  if ((size_t)(limit - content) < length) return element;
  element.tag = at[0];
  element.content = content;
  element.end = content + length;
  return element;
}

static X509 *signer_of(STACK_OF(X509) * bag, Element sid) {
  for (int index = 0; index < sk_X509_num(bag); index++) {
    X509 *one = sk_X509_value(bag, index);
    const unsigned char *at = sid.content;
    if (sid.tag == 0x80) {
      const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(one);
      if (id && ASN1_STRING_length(id) == sid.end - at && !memcmp(ASN1_STRING_get0_data(id), at, (size_t)(sid.end - at)))
        return one;
      continue;
    }
    X509_NAME *issuer = d2i_X509_NAME(NULL, &at, sid.end - at);
    ASN1_INTEGER *serial = d2i_ASN1_INTEGER(NULL, &at, sid.end - at);
    int same = issuer && serial && !X509_NAME_cmp(issuer, X509_get_issuer_name(one)) &&
               !ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(one));
    X509_NAME_free(issuer);
    ASN1_INTEGER_free(serial);
    if (same) return one;
  }
  return NULL;
}

static int chain_holds(X509 *signer, STACK_OF(X509) * bag) {
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  int good = X509_STORE_CTX_init(context, code_roots, signer, bag) && X509_verify_cert(context) == 1;
  X509_STORE_CTX_free(context);
  return good;
}

/* messageDigest among the signed attributes is the SHA-256 of the primary's value (RFC 5652 section 11.4). */
static int digest_is_signed(Element attributes, const unsigned char *value, int length) {
  static const unsigned char oid[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04};
  unsigned char digest[32];
  EVP_Digest(value, (size_t)length, digest, NULL, EVP_sha256(), NULL);
  for (const unsigned char *at = attributes.content; at < attributes.end;) {
    Element attribute = element_at(at, attributes.end);
    if (attribute.tag < 0) return 0;
    if (attribute.end - attribute.content == 11 + 2 + 2 + 32 && !memcmp(attribute.content, oid, sizeof oid))
      return !memcmp(attribute.end - 32, digest, 32);
    at = attribute.end;
  }
  return 0;
}

static int countersignature_holds(const ASN1_STRING *der, STACK_OF(X509) * bag, const ASN1_OCTET_STRING *value) {
  const unsigned char *at = ASN1_STRING_get0_data(der);
  const unsigned char *limit = at + ASN1_STRING_length(der);
  Element info = element_at(at, limit), version = element_at(info.content, info.end);
  Element sid = element_at(version.end, info.end), digest = element_at(sid.end, info.end);
  Element attributes = element_at(digest.end, info.end), algorithm = element_at(attributes.end, info.end);
  Element signature = element_at(algorithm.end, info.end), others = element_at(signature.end, info.end);
  if (attributes.tag != 0xa0 || signature.tag != 0x04 || others.tag != 0xa1) return 0;
  if (!digest_is_signed(attributes, ASN1_STRING_get0_data(value), ASN1_STRING_length(value))) return 0;
  X509 *signer = signer_of(bag, sid);
  if (!signer) return 0;
  unsigned char set = 0x31;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int good = EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, X509_get0_pubkey(signer)) == 1 &&
             EVP_DigestVerifyUpdate(context, &set, 1) == 1 &&
             EVP_DigestVerifyUpdate(context, attributes.start + 1, (size_t)(attributes.end - attributes.start - 1)) == 1 &&
             EVP_DigestVerifyFinal(context, signature.content, (size_t)(signature.end - signature.content)) == 1;
  EVP_MD_CTX_free(context);
  if (!good || !chain_holds(signer, bag)) return 0;
  /* Its timestamp: the only unsigned attribute; the token is the first value of its set. */
  Element attribute = element_at(others.content, others.end), type = element_at(attribute.content, attribute.end);
  Element values = element_at(type.end, attribute.end), token = element_at(values.content, values.end);
  ASN1_STRING *held = ASN1_STRING_new();
  ASN1_STRING_set(held, token.start, (int)(token.end - token.start));
  good = timestamp_holds(held, signature.content, (int)(signature.end - signature.content));
  ASN1_STRING_free(held);
  return good;
}

static int verify(Bytes file) {
  const unsigned char *at = file.bytes;
  CMS_ContentInfo *message = d2i_CMS_ContentInfo(NULL, &at, file.length);
  int good = message != NULL && CMS_verify(message, NULL, code_roots, NULL, NULL, CMS_BINARY) == 1;
  if (good) {
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0);
    ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(signer);
    ASN1_TYPE *token = unsigned_value(signer, "1.2.840.113549.1.9.16.2.14");
    ASN1_TYPE *counter = unsigned_value(signer, "1.2.840.113549.1.9.6");
    STACK_OF(X509) *bag = CMS_get1_certs(message);
    good = token && counter &&
           timestamp_holds(token->value.sequence, ASN1_STRING_get0_data(value), ASN1_STRING_length(value)) &&
           countersignature_holds(counter->value.sequence, bag, value);
    sk_X509_pop_free(bag, X509_free);
  }
  CMS_ContentInfo_free(message);
  ERR_clear_error();
  return good;
}

static Bytes genuine, altered;
static const char *code_path, *timestamp_path;

static void load_roots(void) {
  X509_STORE_free(code_roots);
  X509_STORE_free(timestamp_roots);
  code_roots = read_roots(code_path, X509_PURPOSE_ANY);
  timestamp_roots = read_roots(timestamp_path, X509_PURPOSE_TIMESTAMP_SIGN);
}

static int work(const char *task) {
  if (!strcmp(task, "load")) {
    load_roots();
    return 1;
  }
  return verify(strcmp(task, "judge-altered") ? genuine : altered);
}

int main(int count, char **words) {
  if (count != 6) return 2;
  genuine = read_file(words[1]);
  altered = read_file(words[2]);
  signed_at = (time_t)atoll(words[5]);
  code_path = words[3];
  timestamp_path = words[4];
  load_roots();
  return serve(work);
}
