// Starts the server on PORT, 8090 unless given.

import type { AddressInfo } from 'node:net'
import { agent } from './agent.ts'
import { listen } from './server.ts'

const server = await listen(Number(process.env.PORT ?? 8090), agent)
console.log(`listening on ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
