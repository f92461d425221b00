import assert from "node:assert/strict";
import { createAddressFilter, isPublicAddress } from "../../../lib/node/http/addresses.js";
import { ConfigError } from "../../../lib/report/index.js";

describe("node/http: addresses that a certificate's URL may lead to", () => {
  const refused = [
    ["0.0.0.0", "this network"],
    ["10.255.255.255", "private"],
    ["100.64.0.1", "carrier-grade NAT, its first"],
    ["100.127.255.255", "carrier-grade NAT, its last"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback, at its far end"],
    ["169.254.169.254", "link-local, a cloud's metadata service"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["198.18.0.1", "benchmarking"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.250", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "IPv4-mapped loopback"],
    ["::ffff:7f00:1", "IPv4-mapped loopback, in hex"],
    ["::ffff:8.8.8.8", "IPv4-mapped, of a public address"],
    ["::127.0.0.1", "IPv4-compatible"],
    ["64:ff9b::10.0.0.1", "NAT64 of a private address"],
    ["64:ff9b::7f00:1", "NAT64 of loopback"],
    ["64:ff9b:1::1", "local NAT64"],
    ["2001::1", "Teredo"],
    ["2001:db8::1", "documentation"],
    ["2002:7f00:1::", "6to4 of loopback"],
    ["fc00::1", "unique-local"],
    ["fd12:3456:789a::1", "unique-local"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local with its zone"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
  ];
  for (const [address = "", kind] of refused) {
    it(`refuses ${address} (${kind ?? ""})`, () => assert.equal(isPublicAddress(address), false));
  }
  const permitted = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450::1",
    "64:ff9b::8.8.8.8",
  ];
  for (const address of permitted) {
    it(`permits ${address}, just outside of what is refused or plainly public`, () =>
      assert.equal(isPublicAddress(address), true));
  }

  it("refuses names that mean this machine or its link, whatever their case and trailing dot", () => {
    const filter = createAddressFilter([]);
    for (const name of [
      "localhost",
      "LOCALHOST",
      "localhost.",
      "a.localhost",
      "printer.local",
      "metadata.google.internal",
      "x.home.arpa",
    ]) {
      assert.equal(filter.permitsHost(name), false, name);
    }
    for (const name of ["example.com", "localhost.example.com", "notlocalhost", "local.example"])
      assert.ok(filter.permitsHost(name), name);
  });

  it("reads a literal address in a URL through its brackets", () => {
    const filter = createAddressFilter([]);
    assert.equal(filter.permitsHost("[::1]"), false);
    assert.equal(filter.permitsHost("[2606:4700::1111]"), true);
    assert.equal(filter.permitsHost(new URL("http://0x7f.1/").hostname), false);
    assert.equal(filter.permitsHost(new URL("http://2130706433/").hostname), false);
  });

  it("permits what is listed as an address, a range or a host name, and nothing beside it", () => {
    const filter = createAddressFilter(["127.0.0.1", "10.1.0.0/16", "fd00::/8", "crl.corp.internal"]);
    assert.ok(filter.permitsHost("127.0.0.1"));
    assert.ok(filter.permitsAddress("10.1.255.1", "a.example"));
    assert.ok(filter.permitsAddress("fd00::7", "a.example"));
    assert.ok(filter.permitsHost("crl.corp.internal"));
    assert.ok(filter.permitsAddress("192.168.0.9", "CRL.corp.internal"));
    assert.equal(filter.permitsHost("127.0.0.2"), false);
    assert.equal(filter.permitsAddress("10.2.0.1", "a.example"), false);
    assert.equal(filter.permitsHost("ocsp.corp.internal"), false);
    assert.equal(filter.permitsAddress("192.168.0.9", "other.example"), false);
  });

  for (const entry of [
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0/8",
    "http://10.0.0.1",
    "10.0.0.1:80",
    "",
    "fd00::/129",
    "example.com/8",
  ]) {
    it(`refuses ${JSON.stringify(entry)} in allowAddresses`, () => {
      assert.throws(
        () => createAddressFilter([entry]),
        (error) => error instanceof ConfigError && error.at === "http.allowAddresses",
      );
    });
  }
});
