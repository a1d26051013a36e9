/** A worker that says whether the other reader of Terraform's grammar accepts a text: `true` or `false`, once. */
import { parentPort, workerData } from 'node:worker_threads'
import hcl from 'hcl2-parser'

const accepts = (text: string): boolean => {
  // Its errors carry no words, and a text it rejects may also come back as nothing: https://github.com/benc-uk/hcl2-parser
  const [tree, error] = hcl.parseToString(text) as readonly [unknown, unknown]
  return (error === null || error === undefined) && typeof tree === 'string'
}

parentPort?.postMessage(accepts(String(workerData)))
