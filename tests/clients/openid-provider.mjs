// An OpenID provider for the tests: the npm package oidc-provider with its own sign-in pages.
// It prints its address, then reads from its input one line of JSON: {client, secret, back, people}. `people` is the path
// of a JSON file: from what somebody types as their login to the claims about them, read anew each time.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  createInterface({ input: process.stdin }).once("line", (line) => {
    const told = JSON.parse(line);
    const provider = new Provider(issuer, {
      clients: [{ client_id: told.client, client_secret: told.secret, redirect_uris: [told.back] }],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      findAccount: (_, login) => ({
        accountId: login,
        claims: () => ({ sub: login, ...JSON.parse(readFileSync(told.people, "utf8"))[login] }),
      }),
      pkce: { required: () => true },
      cookies: { keys: ["only for tests"] },
    });
    server.on("request", provider.callback());
    console.log("ready");
  });
});
process.stdin.on("end", () => process.exit());
