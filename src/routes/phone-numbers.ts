// Phone numbers: bought or imported, renamed, bound to agents, released. A number's id is exactly the text it is
// stored under, with its plus sign.

import type { Handlers, PhoneNumber, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { isCountry } from '../number-country.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { E164 } from './e164.ts'
import { numberInStock, writtenForm } from './number-stock.ts'
import { type Changes, patched } from './patch.ts'
import { bindingsOf } from './phone-number-agents.ts'

type Trunk = NonNullable<PhoneNumber['sip_outbound_trunk_config']>

export const phoneNumberHandlers = {
  createPhoneNumber({ body }, { store, settings, now }) {
    if (body.phone_number !== undefined) checkNewNumber(store, body.phone_number, true)
    const phone_number = body.phone_number ?? numberInStock(store, settings, body)
    const number: PhoneNumber = {
      phone_number,
      phone_number_type: body.number_provider === 'telnyx' ? 'retell-telnyx' : 'retell-twilio',
      ...writtenForm(phone_number),
      last_modification_timestamp: now(),
    }
    return store.phoneNumbers.insert(
      phone_number,
      changed(store, number, body, { transport: body.transport }),
    )
  },

  importPhoneNumber({ body }, { store, now }) {
    const { phone_number, ignore_e164_validation = true, termination_uri, transport, codecs } = body
    checkNewNumber(store, phone_number, !ignore_e164_validation)
    const number: PhoneNumber = {
      phone_number,
      phone_number_type: 'custom',
      ...writtenForm(phone_number),
      last_modification_timestamp: now(),
    }
    const trunk = { termination_uri, auth_username: body.sip_trunk_auth_username, transport, codecs }
    return store.phoneNumbers.insert(phone_number, changed(store, number, body, trunk))
  },

  getPhoneNumber({ params }, { store }) {
    return store.phoneNumbers.get(params.phone_number)
  },

  listPhoneNumbers({ query }, { store }) {
    return store.phoneNumbers.page(query)
  },

  listPhoneNumbersV1(_, { store }) {
    return store.phoneNumbers.all()
  },

  updatePhoneNumber({ params, body }, { store, now }) {
    const { termination_uri, auth_username, transport, codecs } = body
    const number = { ...store.phoneNumbers.get(params.phone_number), last_modification_timestamp: now() }
    if (codecs && number.phone_number_type !== 'custom')
      throw badRequest('request/body/codecs is only for imported phone numbers')
    const trunk = { termination_uri, auth_username, transport, codecs }
    return store.phoneNumbers.put(number.phone_number, changed(store, number, body, trunk))
  },

  deletePhoneNumber({ params }, { store }) {
    store.phoneNumbers.delete(params.phone_number)
  },
} satisfies Partial<Handlers<Context>>

/** The number with what a request says of it. The password of the trunk is taken and never kept. */
function changed(
  store: Store,
  number: PhoneNumber,
  body: Schemas['UpdatePhoneNumberRequest'],
  trunk: Changes<Trunk>,
): PhoneNumber {
  checkFallback(store, number.phone_number, body.fallback_number)
  checkCountries(body)
  const config = patched<Trunk>(number.sip_outbound_trunk_config ?? {}, trunk)
  return patched(number, {
    nickname: body.nickname,
    ...bindingsOf(store, body, number),
    inbound_webhook_url: body.inbound_webhook_url,
    inbound_sms_webhook_url: body.inbound_sms_webhook_url,
    allowed_inbound_country_list: body.allowed_inbound_country_list,
    allowed_outbound_country_list: body.allowed_outbound_country_list,
    fallback_number: body.fallback_number,
    sip_outbound_trunk_config: Object.keys(config).length === 0 ? null : config,
  })
}

/** What Retell says to a number that is there already is not known: a guess. */
function checkNewNumber(store: Store, number: string, inE164: boolean): void {
  if (inE164 && !E164.test(number))
    throw badRequest(`request/body/phone_number must match pattern "${E164.source}"`)
  if (store.phoneNumbers.find(number)) throw badRequest(`Phone number ${number} already exists`)
}

/** A code that stands for no country would let nobody through. That it is refused, and the words, are a guess. */
function checkCountries(body: Schemas['UpdatePhoneNumberRequest']): void {
  for (const list of ['allowed_inbound_country_list', 'allowed_outbound_country_list'] as const) {
    const wrong = (body[list] ?? []).findIndex(code => !isCountry(code))
    if (wrong >= 0)
      throw badRequest(`request/body/${list}/${wrong} must be an ISO 3166 code of a country, such as US`)
  }
}

/**
 * Retell docs, fallback number: a number of the workspace or of anybody else, never the number itself nor one with a
 * fallback of its own; the wording is a guess.
 */
function checkFallback(store: Store, number: string, fallback: string | null | undefined): void {
  if (fallback === null || fallback === undefined) return
  if (!E164.test(fallback) && !store.phoneNumbers.find(fallback))
    throw badRequest(
      'request/body/fallback_number must be a phone number in E.164 format, such as +14155550100',
    )
  if (fallback === number) throw badRequest('request/body/fallback_number must NOT be the number itself')
  if (store.phoneNumbers.find(fallback)?.fallback_number) {
    throw badRequest('request/body/fallback_number must NOT have a fallback number of its own')
  }
}
