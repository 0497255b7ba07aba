import { expect, test } from 'vitest'
import { type Bench, newBench } from './testing-context.ts'

const buy = (bench: Bench, body: object = {}) => bench.ask('createPhoneNumber', { body })
const imported = { phone_number: '+14155550123', termination_uri: 'trunk.test' }

test('a bought number is fictional and answered with its written form', () => {
  const bench = newBench()
  const number = buy(bench, { area_code: 415, nickname: 'Frontdesk' })
  expect(number).toEqual({
    phone_number: '+14155550100',
    phone_number_type: 'retell-twilio',
    phone_number_pretty: '+1 (415) 555-0100',
    area_code: 415,
    nickname: 'Frontdesk',
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getPhoneNumber', { params: { phone_number: '+14155550100' } })).toEqual(number)
})

test('numbers never collide, and a released one can be bought again', () => {
  const bench = newBench()
  const bought = [1, 2, 3].map(() => buy(bench, { area_code: 415 }).phone_number)
  expect(bought).toEqual(['+14155550100', '+14155550101', '+14155550102'])
  bench.ask('deletePhoneNumber', { params: { phone_number: '+14155550101' } })
  expect(buy(bench, { area_code: 415 }).phone_number).toBe('+14155550101')
})

test('more numbers than are set aside for fiction stay within exchange 555, until the area code is sold out', () => {
  const bench = newBench()
  bench.world.changeSettings({ area_codes_out_of_stock: [] })
  const bought = Array.from({ length: 900 }, () => buy(bench, { area_code: 512 }).phone_number)
  expect(new Set(bought).size).toBe(900)
  expect(bought.every(number => /^\+15125550\d{3}$/.test(number))).toBe(true)
  expect(bought[100]).toBe('+15125550200')
  expect(bench.refusal('createPhoneNumber', { body: { area_code: 512 } }).status).toBe(404)
})

test('an area code may be text, as older clients send it', () => {
  expect(buy(newBench(), { area_code: '212' })).toMatchObject({
    phone_number: '+12125550100',
    area_code: 212,
  })
  const refused = newBench().refusal('createPhoneNumber', { body: { area_code: 'abc' } })
  expect(refused.message).toBe('request/body/area_code must match pattern "^[0-9]+$"')
})

test('an area code that is out of stock or is none is told in the words of the service', () => {
  const bench = newBench()
  bench.world.changeSettings({ area_codes_out_of_stock: [415, 212] })
  const refused = { status: 404, message: 'No phone numbers of this area code' }
  for (const area_code of [415, '212', 12, 1415]) {
    expect(bench.refusal('createPhoneNumber', { body: { area_code } })).toEqual(refused)
  }
  expect(buy(bench).area_code).toBe(312)
})

test('without an area code the country and the tariff choose one', () => {
  const bench = newBench()
  expect(buy(bench).area_code).toBe(415)
  expect(buy(bench, { country_code: 'CA' }).area_code).toBe(416)
  expect(buy(bench, { toll_free: true }).area_code).toBe(888)
  expect(buy(bench, { toll_free: true, area_code: 877 }).area_code).toBe(877)
  expect(bench.refusal('createPhoneNumber', { body: { toll_free: true, area_code: 415 } }).status).toBe(404)
})

test('the provider decides the type', () => {
  expect(buy(newBench(), { number_provider: 'telnyx' }).phone_number_type).toBe('retell-telnyx')
})

test('a very number can be asked for, once', () => {
  const bench = newBench()
  expect(buy(bench, { phone_number: '+12125550177' })).toMatchObject({
    phone_number: '+12125550177',
    area_code: 212,
  })
  expect(bench.refusal('createPhoneNumber', { body: { phone_number: '+12125550177' } })).toEqual({
    status: 400,
    message: 'Phone number +12125550177 already exists',
  })
  const malformed = bench.refusal('createPhoneNumber', { body: { phone_number: '2125550178' } })
  expect(malformed.message).toMatch(/^request\/body\/phone_number must match pattern/)
})

test('a number that was asked for or imported is passed over when the next is bought', () => {
  const bench = newBench()
  buy(bench, { phone_number: '+14155550100' })
  bench.ask('importPhoneNumber', { body: { ...imported, phone_number: '+14155550101' } })
  expect(buy(bench).phone_number).toBe('+14155550102')
})

test('an imported number is custom and keeps its trunk but never the password', () => {
  const bench = newBench()
  const body = {
    ...imported,
    sip_trunk_auth_username: 'ada',
    sip_trunk_auth_password: 'open sesame',
    transport: 'TLS',
    nickname: 'Trunk',
  }
  const number = bench.ask('importPhoneNumber', { body })
  expect(number).toEqual({
    phone_number: '+14155550123',
    phone_number_type: 'custom',
    phone_number_pretty: '+1 (415) 555-0123',
    area_code: 415,
    nickname: 'Trunk',
    sip_outbound_trunk_config: { termination_uri: 'trunk.test', auth_username: 'ada', transport: 'TLS' },
    last_modification_timestamp: bench.world.now(),
  })
  expect(JSON.stringify(bench.ask('listPhoneNumbersV1'))).not.toContain('sesame')
})

test('an imported number must be new, and is only checked for its form when that is asked for', () => {
  const bench = newBench()
  const extension = { ...imported, phone_number: '2001' }
  expect(
    bench.refusal('importPhoneNumber', { body: { ...extension, ignore_e164_validation: false } }).message,
  ).toMatch(/^request\/body\/phone_number must match pattern/)
  const number = bench.ask('importPhoneNumber', { body: extension })
  expect(number.phone_number).toBe('2001')
  expect(Object.keys(number)).not.toContain('phone_number_pretty')
  expect(bench.refusal('importPhoneNumber', { body: extension })).toEqual({
    status: 400,
    message: 'Phone number 2001 already exists',
  })
  expect(
    bench.refusal('importPhoneNumber', { body: { ...imported, ignore_e164_validation: 'false' } }).message,
  ).toBe('request/body/ignore_e164_validation must be boolean')
})

test('a number is found by exactly the text it is stored under', () => {
  const bench = newBench()
  buy(bench)
  for (const phone_number of ['14155550100', ' 14155550100', '4155550100']) {
    const refused = { status: 404, message: `Item ${phone_number} not found from phone-number` }
    expect(bench.refusal('getPhoneNumber', { params: { phone_number } })).toEqual(refused)
    expect(bench.refusal('updatePhoneNumber', { params: { phone_number }, body: {} })).toEqual(refused)
    expect(bench.refusal('deletePhoneNumber', { params: { phone_number } })).toEqual(refused)
  }
})

test('an update leaves what is absent and clears with null', () => {
  const bench = newBench()
  const { phone_number } = buy(bench, {
    nickname: 'Frontdesk',
    inbound_webhook_url: 'https://hooks.test',
    allowed_inbound_country_list: ['US', 'CA'],
  })
  bench.pass()
  const body = {
    inbound_webhook_url: null,
    allowed_inbound_country_list: ['US'],
    allowed_outbound_country_list: ['CA'],
    inbound_sms_webhook_url: 'https://sms.test',
  }
  const updated = bench.ask('updatePhoneNumber', { params: { phone_number }, body })
  expect(updated).toMatchObject({
    nickname: 'Frontdesk',
    allowed_inbound_country_list: ['US'],
    allowed_outbound_country_list: ['CA'],
    inbound_sms_webhook_url: 'https://sms.test',
    last_modification_timestamp: bench.world.now(),
  })
  expect(Object.keys(updated)).not.toContain('inbound_webhook_url')
  expect(bench.ask('getPhoneNumber', { params: { phone_number } })).toEqual(updated)
})

test('the trunk is changed field by field under its other names', () => {
  const bench = newBench()
  const { phone_number } = bench.ask('importPhoneNumber', { body: { ...imported, transport: 'TCP' } })
  const update = (body: object) =>
    bench.ask('updatePhoneNumber', { params: { phone_number }, body }).sip_outbound_trunk_config
  expect(update({ auth_username: 'ada', auth_password: 'x' })).toEqual({
    termination_uri: 'trunk.test',
    auth_username: 'ada',
    transport: 'TCP',
  })
  expect(update({ termination_uri: 'other.test', transport: null })).toEqual({
    termination_uri: 'other.test',
    auth_username: 'ada',
  })
  expect(update({ nickname: 'x' })).toEqual({ termination_uri: 'other.test', auth_username: 'ada' })
})

test('a bought number has a trunk configuration only while something is set in it', () => {
  const bench = newBench()
  const number = buy(bench, { transport: 'UDP' })
  expect(number.sip_outbound_trunk_config).toEqual({ transport: 'UDP' })
  const { phone_number } = number
  const cleared = bench.ask('updatePhoneNumber', { params: { phone_number }, body: { transport: null } })
  expect(Object.keys(cleared)).not.toContain('sip_outbound_trunk_config')
})

test.each(['allowed_inbound_country_list', 'allowed_outbound_country_list'])('%s names countries', list => {
  const bench = newBench()
  const { phone_number } = buy(bench, { [list]: ['US', 'DE'] })
  for (const wrong of ['ZZ', 'us', 'USA', '']) {
    const body = { [list]: ['US', wrong] }
    const refused = {
      status: 400,
      message: `request/body/${list}/1 must be an ISO 3166 code of a country, such as US`,
    }
    expect(bench.refusal('updatePhoneNumber', { params: { phone_number }, body })).toMatchObject(refused)
    expect(bench.refusal('createPhoneNumber', { body })).toMatchObject(refused)
  }
  const updated = bench.ask('updatePhoneNumber', { params: { phone_number }, body: { [list]: [] } })
  expect(updated).toMatchObject({ [list]: [] })
})

test('a fallback is an E.164 number, or one of the workspace', () => {
  const bench = newBench()
  const { phone_number } = buy(bench)
  const update = (fallback_number: string) => ({ params: { phone_number }, body: { fallback_number } })
  for (const wrong of ['banana', '12', ''])
    expect(bench.refusal('updatePhoneNumber', update(wrong))).toMatchObject({
      status: 400,
      message: expect.stringContaining('request/body/fallback_number must be a phone number in E.164 format'),
    })
  const body = { ...imported, phone_number: '7001' }
  expect(bench.ask('importPhoneNumber', { body }).phone_number).toBe('7001')
  expect(bench.ask('updatePhoneNumber', update('7001')).fallback_number).toBe('7001')
})

test('what a number holds already keeps no other change from it', () => {
  const bench = newBench()
  const number = buy(bench)
  const stored = { ...number, allowed_inbound_country_list: ['us'], fallback_number: 'banana' }
  bench.world.store.phoneNumbers.put(number.phone_number, stored)
  const params = { phone_number: number.phone_number }
  const updated = bench.ask('updatePhoneNumber', { params, body: { nickname: 'Desk' } })
  expect(updated).toMatchObject({ nickname: 'Desk', fallback_number: 'banana' })
})

test('a fallback is neither the number itself nor one that falls back in turn', () => {
  const bench = newBench()
  const [one, two] = [buy(bench).phone_number, buy(bench, { fallback_number: '+12125550199' }).phone_number]
  const update = (fallback_number: string | null) => ({
    params: { phone_number: one },
    body: { fallback_number },
  })
  expect(bench.refusal('updatePhoneNumber', update(one))).toEqual({
    status: 400,
    message: 'request/body/fallback_number must NOT be the number itself',
  })
  expect(bench.refusal('updatePhoneNumber', update(two))).toEqual({
    status: 400,
    message: 'request/body/fallback_number must NOT have a fallback number of its own',
  })
  expect(bench.refusal('createPhoneNumber', { body: { fallback_number: two } }).status).toBe(400)
  expect(bench.ask('updatePhoneNumber', update('+13125550150')).fallback_number).toBe('+13125550150')
  expect(Object.keys(bench.ask('updatePhoneNumber', update(null)))).not.toContain('fallback_number')
})

test('both lists have every number, one in pages by the last modification', () => {
  const bench = newBench()
  const numbers = [1, 2, 3].map(() => {
    bench.pass()
    return buy(bench).phone_number
  })
  const [first, second, third] = numbers
  bench.pass()
  bench.ask('updatePhoneNumber', { params: { phone_number: first! }, body: { nickname: 'x' } })
  const page = bench.ask('listPhoneNumbers', { query: { limit: '2' } })
  expect(page.items.map(number => number.phone_number)).toEqual([first, third])
  const rest = bench.ask('listPhoneNumbers', { query: { limit: '2', pagination_key: page.pagination_key! } })
  expect(rest).toMatchObject({ items: [{ phone_number: second }], has_more: false })
  const all = bench.ask('listPhoneNumbersV1').map(number => number.phone_number)
  expect(all.sort()).toEqual(numbers)
})
