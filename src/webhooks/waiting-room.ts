// Requests that wait for others on purpose: held back until the next about the same call has gone out, or gathered until
// there are enough to go out at once. In memory; a job of each lets it go when nothing comes.

import type { Mishap } from '../faults/misdelivery.ts'
import type { World } from '../world.ts'
import type { Sending } from './sending.ts'

interface Rooms {
  /** By call or chat. */
  held: Map<string, Sending[]>
  /** By the fault that gathers them. */
  gathered: Map<Mishap['order'], Sending[]>
}

export class WaitingRoom {
  readonly #rooms = new WeakMap<World, Rooms>()

  hold(world: World, subject: string, sending: Sending): void {
    const { held } = this.#of(world)
    held.set(subject, [...(held.get(subject) ?? []), sending])
  }

  /** Those that waited for something else about `subject`. */
  release(world: World, subject: string): Sending[] {
    const held = this.#rooms.get(world)?.held
    const waiting = held?.get(subject) ?? []
    held?.delete(subject)
    return waiting
  }

  /** Adds one. Gives all of them, and forgets them, when there are `count`. */
  gather(world: World, order: Mishap['order'], count: number, sending: Sending): Sending[] {
    const { gathered } = this.#of(world)
    const waiting = [...(gathered.get(order) ?? []), sending]
    if (waiting.length < count) gathered.set(order, waiting)
    else gathered.delete(order)
    return waiting.length < count ? [] : waiting
  }

  /** Forgets one that has waited long enough. */
  leave(world: World, { deliveryId }: Sending): void {
    const rooms = this.#rooms.get(world)
    const others = (waiting: Sending[]) => waiting.filter(one => one.deliveryId !== deliveryId)
    for (const room of [rooms?.held, rooms?.gathered] as Map<unknown, Sending[]>[])
      for (const [key, waiting] of room ?? []) room.set(key, others(waiting))
  }

  #of(world: World): Rooms {
    const rooms = this.#rooms.get(world) ?? { held: new Map(), gathered: new Map() }
    this.#rooms.set(world, rooms)
    return rooms
  }
}
