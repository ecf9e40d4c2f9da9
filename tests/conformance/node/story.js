// Copyright (c) 2026 aliops contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The cross-account peering, refusals and teardown included, as programs built on @alicloud/pop-core do it.
// Usage: node story.js GET|POST < accounts.json, with url and, for each side, id, secret and uid. Ends with 0 or an error.

"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const { RPCClient } = require("@alicloud/pop-core");

const cloud = JSON.parse(fs.readFileSync(0, "utf8"));
const method = process.argv[2];
const description = "Peering (*~'!) of 汉字 + & = %2B";
const sides = {
  initiator: { region: "cn-beijing", role: "InitiatingSide", spec: "Middle.1" },
  acceptor: { region: "cn-hangzhou", role: "AcceptingSide", spec: "Negative" },
};

function client(key, version) {
  return new RPCClient({
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    endpoint: cloud.url,
    apiVersion: version,
  });
}

/** A function that sends calls as one side. */
function caller(side) {
  const vpc = client(cloud[side], "2016-04-28");
  return (action, parameters = {}) =>
    vpc.request(action, { RegionId: sides[side].region, ...parameters }, { method });
}

async function refused(code, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.code, code);
    assert.ok(error.data.RequestId);
    return true;
  });
}

async function waitFor(call, id, status) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await call("DescribeRouterInterfaces", { Filter: [{ Key: "RouterInterfaceId", Value: [id] }] });
    const interfaces = response.RouterInterfaceSet.RouterInterfaceType;
    if (status === "gone" ? interfaces.length === 0 : interfaces.length === 1 && interfaces[0].Status === status) {
      return interfaces[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${id} did not become ${status}`);
}

async function introduce() {
  for (const key of [cloud.initiator, cloud.acceptor]) {
    const identity = await client(key, "2015-04-01").request("GetCallerIdentity", {}, { method });
    assert.equal(identity.AccountId, key.uid);
  }
  const wrongSecret = client({ ...cloud.initiator, secret: "wrong" }, "2016-04-28");
  await refused("SignatureDoesNotMatch", wrongSecret.request("DescribeRegions", {}, { method }));
  const unknownKey = client({ id: "LTAI-nobody", secret: "wrong" }, "2016-04-28");
  await refused("InvalidAccessKeyId.NotFound", unknownKey.request("DescribeRegions", {}, { method }));
}

async function findRouters(a, b) {
  for (const [side, call] of [["initiator", a], ["acceptor", b]]) {
    const [vpc] = (await call("DescribeVpcs")).Vpcs.Vpc;
    // account numbers need more digits than JavaScript's JSON readers agree on
    assert.equal(String(vpc.OwnerId), cloud[side].uid);
    Object.assign(sides[side], { vpc: vpc.VpcId, cidr: vpc.CidrBlock, router: vpc.VRouterId });
    [sides[side].table] = vpc.RouterTableIds.RouterTableIds;
  }
}

async function create(call, own, other) {
  const wanted = {
    Role: own.role,
    RouterType: "VRouter",
    RouterId: own.router,
    Spec: own.spec,
    OppositeRegionId: other.region,
    OppositeRouterType: "VRouter",
    Description: description,
    ClientToken: `token-${own.role}`,
  };
  own.id = (await call("CreateRouterInterface", wanted)).RouterInterfaceId;
  assert.equal((await call("CreateRouterInterface", wanted)).RouterInterfaceId, own.id);
  await refused("IdempotentParameterMismatch", call("CreateRouterInterface", { ...wanted, Name: "another" }));
  assert.equal((await waitFor(call, own.id, "Idle")).Description, description);
}

function point(call, own, other, uid) {
  return call("ModifyRouterInterfaceAttribute", {
    RouterInterfaceId: own.id,
    OppositeInterfaceId: other.id,
    OppositeInterfaceOwnerId: uid,
    OppositeRouterId: other.router,
    OppositeRouterType: "VRouter",
  });
}

async function join(a, b) {
  const { initiator, acceptor } = sides;
  const connect = { RouterInterfaceId: initiator.id };
  await refused("IncorrectOppositeInterfaceInfo.NotSet", a("ConnectRouterInterface", connect));
  await point(b, acceptor, initiator, cloud.initiator.uid);
  await point(a, initiator, acceptor, cloud.acceptor.uid);
  await refused("InvalidRouterInterfaceId.NotFound", b("ConnectRouterInterface", connect));
  await refused("IncorrectRole.NotInitiatingSide", b("ConnectRouterInterface", { RouterInterfaceId: acceptor.id }));
  await a("ConnectRouterInterface", connect);
  const seen = await waitFor(a, initiator.id, "Active");
  await waitFor(b, acceptor.id, "Active");
  assert.equal(seen.OppositeInterfaceOwnerId, cloud.acceptor.uid);
  assert.equal(seen.OppositeVpcInstanceId, acceptor.vpc);
  await refused("IncorrectRIStatus", a("ConnectRouterInterface", connect));
}

async function route(call, own, other) {
  const RouteEntries = [
    { RouteTableId: own.table, DstCidrBlock: other.cidr, NextHop: own.id, NextHopType: "RouterInterface" },
  ];
  const batch = await call("CreateRouteEntries", { RouteEntries });
  assert.deepEqual([batch.SuccessCount, batch.FailedCount], [1, 0]);
  const list = await call("DescribeRouteEntryList", { RouteTableId: own.table, RouteEntryType: "Custom" });
  assert.equal(list.RouteEntrys.RouteEntry[0].NextHops.NextHop[0].NextHopId, own.id);
  own.entry = list.RouteEntrys.RouteEntry[0].RouteEntryId;
}

async function part(call, own) {
  const id = { RouterInterfaceId: own.id };
  await refused("InvalidInstance.StatusError", call("DeleteRouterInterface", id));
  await call("DeactivateRouterInterface", id);
  await waitFor(call, own.id, "Inactive");
  await refused("RouterInterfaceReferredByRouteEntry", call("DeleteRouterInterface", id));
  await call("DeleteRouteEntry", { RouteEntryId: own.entry });
}

async function remove(call, own) {
  await call("DeleteRouterInterface", { RouterInterfaceId: own.id });
  await waitFor(call, own.id, "gone");
  await refused("InvalidRouterInterfaceId.NotFound", call("DeleteRouterInterface", { RouterInterfaceId: own.id }));
}

async function main() {
  const [a, b] = [caller("initiator"), caller("acceptor")];
  const { initiator, acceptor } = sides;
  await introduce();
  await findRouters(a, b);
  await create(a, initiator, acceptor);
  await create(b, acceptor, initiator);
  await join(a, b);
  await route(a, initiator, acceptor);
  await route(b, acceptor, initiator);
  await part(a, initiator);
  await part(b, acceptor);
  await remove(a, initiator);
  await remove(b, acceptor);
}

main();
