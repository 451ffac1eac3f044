import { expect } from "chai";
import { releaseSharedFields, sharers } from "../../../operations/drift/fields-released";
import { handledDeployment, live, route, routeClaim } from "../../support/live-objects";

const ours = routeClaim("gray-release", "Apply");
const theirs = routeClaim("argocd-controller", "Apply");

describe("claims of others on fields that are ours, too", () => {
  it("are taken off, and what they hold alone stays theirs", () => {
    const gateways = { "f:gateways": {}, ...theirs.fieldsV1?.["f:spec"] };
    const more = { ...theirs, fieldsV1: { "f:spec": gateways } };
    expect(releaseSharedFields(live(route, [ours, more]), "gray-release")).to.deep.equal([
      ours,
      { ...theirs, fieldsV1: { "f:spec": { "f:gateways": {} } } },
    ]);
  });

  it("go as a whole where nothing else is held", () => {
    expect(releaseSharedFields(live(route, [theirs, ours]), "gray-release")).to.deep.equal([ours]);
  });

  it("leave no claim on a field alone, which would be one on all that is in it", () => {
    const whole = { ...theirs, fieldsV1: { "f:spec": { ".": {}, "f:http": {} } } };
    expect(releaseSharedFields(live(route, [ours, whole]), "gray-release")).to.deep.equal([ours]);
  });

  it("leave nothing of who only made the value whose fields are ours, and keep fields in a value that we made", () => {
    const made = { ...theirs, fieldsV1: { "f:spec": {} } };
    expect(releaseSharedFields(live(route, [ours, made]), "gray-release")).to.deep.equal([ours]);
    const limit = { ...theirs, fieldsV1: { "f:spec": { "f:emptyDir": { "f:sizeLimit": {} } } } };
    const dir = { ...ours, fieldsV1: { "f:spec": { "f:emptyDir": {} } } };
    expect(releaseSharedFields(live(route, [dir, limit]), "gray-release")).to.equal(undefined);
  });

  it("have the names of their managers, which are none of who only made the value", () => {
    expect(sharers(live(route, [ours, theirs]), "gray-release")).to.deep.equal([
      "argocd-controller",
    ]);
    const made = { ...theirs, fieldsV1: { "f:spec": {} } };
    expect(sharers(live(route, [ours, made]), "gray-release")).to.deep.equal([]);
    const dot = { ...theirs, fieldsV1: { "f:spec": { ".": {}, "f:gateways": {} } } };
    expect(sharers(live(route, [ours, dot]), "gray-release")).to.deep.equal([]);
  });

  it("are none where every field has one holder, or where nothing is ours", () => {
    expect(releaseSharedFields(handledDeployment, "gray-release")).to.equal(undefined);
    expect(releaseSharedFields(live(route, [theirs]), "gray-release")).to.equal(undefined);
  });
});
