// Sends records of about 600 bytes from one database and fetches them into another.
const { spawn } = require("node:child_process");
const { mkdirSync } = require("node:fs");
const PouchDB = require("pouchdb");

const count = Number(process.argv[2]);
const folder = process.argv[3];
const record = (number) => ({
  _id: String(number).padStart(32, "0"),
  family_name: "Example",
  given_names: "Alex",
  birth_date: "1971-05-03",
  phone: "+12125550100",
  note: "x".repeat(480),
});

async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function main() {
  mkdirSync(`${folder}/server`);
  const server = spawn(process.execPath, [`${__dirname}/serve.js`, `${folder}/server`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const port = await new Promise((heard) => server.stdout.once("data", (said) => heard(Number(said))));
  const sender = new PouchDB(`${folder}/sender`);
  const receiver = new PouchDB(`${folder}/receiver`);
  const remote = new PouchDB(`http://127.0.0.1:${port}/clinic`);
  await remote.info();
  for (let at = 0; at < count; at += 500) {
    const length = Math.min(500, count - at);
    await sender.bulkDocs(Array.from({ length }, (_, place) => record(at + place)));
  }
  const push_s = await seconds(() => sender.replicate.to(remote, { batch_size: 500 }));
  const pull_s = await seconds(() => receiver.replicate.from(remote, { batch_size: 1000 }));
  const records = (await receiver.info()).doc_count;
  console.log(JSON.stringify({ push_s, pull_s, records }));
  server.stdin.end();
  process.exit(0);
}

main();
