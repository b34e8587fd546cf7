// PouchDB's server on the loopback address, until its input ends.
const express = require("express");
const PouchDB = require("pouchdb");
const databases = require("express-pouchdb");

const folder = process.argv[2];
const app = express();
const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: `${folder}/log.txt` };
app.use("/", databases(PouchDB.defaults({ prefix: `${folder}/` }), options));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
