import assert from "node:assert/strict";
import { WaitingPlaces } from "../../../lib/node/batch/waiting-places.js";

describe("node: places in which files wait for another thread", () => {
  const shared = (places: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * places));

  it("are taken by one of two who see the same, and are free again when the file is done", () => {
    const states = shared(1);
    const [here, there] = [new WaitingPlaces(states), new WaitingPlaces(states)];
    const place = here.put(1) ?? assert.fail("there is room");
    assert.equal(here.waiting, 1);
    assert.deepEqual([there.take(place, 1), here.take(place, 1)], [true, false]);
    assert.deepEqual([here.waiting, here.put(2)], [0, undefined], "nothing waits, but the file is in work");
    there.free(place);
    assert.equal(here.put(2), place);
  });

  it("are not taken for a file that waited there before", () => {
    const places = new WaitingPlaces(shared(1));
    const place = places.put(1) ?? assert.fail("there is room");
    assert.ok(places.take(place, 1));
    places.free(place);
    assert.equal(places.put(2), place);
    assert.deepEqual([places.take(place, 1), places.take(place, 2)], [false, true]);
  });

  it("are as many as there are", () => {
    const places = new WaitingPlaces(shared(3));
    assert.deepEqual(
      [1, 2, 3, 4].map((id) => places.put(id)),
      [0, 1, 2, undefined],
    );
    assert.equal(places.waiting, 3);
  });
});
