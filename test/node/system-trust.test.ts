import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { systemTrust } from "../../lib/node/system-trust.js";
import { ConfigError } from "../../lib/report/index.js";

const bundle = "/etc/pki/ca-trust/extracted/pem/objsign-ca-bundle.pem";

describe("node: systemTrust", () => {
  it("never lets roots for TLS stand in where the system keeps none for timestamping", async () => {
    for (const purposes of [["timestamping"], ["code-signing", "timestamping"]] as const) {
      await assert.rejects(systemTrust(purposes), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.remedy, /createTrustStore/);
        assert.doesNotMatch(error.remedy, /--/);
        return true;
      });
    }
  });

  it("reads the system's roots for code signing where there are some, and names their file; else it says so", async () => {
    if (!existsSync(bundle)) {
      await assert.rejects(
        systemTrust(["code-signing"]),
        (error) => error instanceof ConfigError && /code-signing/.test(error.received),
      );
      return;
    }
    const store = await systemTrust(["code-signing"]);
    assert.ok(store.size > 0);
    for (const anchor of store.anchors())
      assert.deepEqual([anchor.origin, anchor.purposes], [bundle, ["code-signing"]]);
  });

  it("trusts nobody for no purpose", async () => {
    assert.equal((await systemTrust([])).size, 0);
  });
});
