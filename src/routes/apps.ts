// Apps: connections to other systems. Their secrets are looked at once and not kept.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { crmConfigOf, orgIdOf, saveCrmConfig } from '../lifecycle/contact-book.ts'
import type { Store } from '../store/store.ts'
import { usagesOf, usagesPage } from './app-usages.ts'
import type { Context } from './context.ts'
import { patched } from './patch.ts'

type App = Schemas['AppResponse']
type Credentials = Schemas['AppCredentials']

const MAX_APPS_A_PROVIDER = 20
/** Authorised in a browser, which the API cannot do. The published description names this one; more are not known. */
const BROWSER_PROVIDERS = /one_?drive/i
/** The mock calls no other system; a secret that begins so is one that the other system refuses. */
const REFUSED_SECRET = 'invalid'

export const appHandlers = {
  createApp({ body }, { world, store, now, newId }) {
    const siblings = store.apps.all({ sql: 'provider = ?', values: [body.provider] })
    if (siblings.length >= MAX_APPS_A_PROVIDER)
      throw badRequest(`Cannot have more than ${MAX_APPS_A_PROVIDER} apps of provider ${body.provider}`)
    checkApp(body)
    const { auth_config, ...fields } = body
    const app: App = {
      app_id: newId('app'),
      org_id: orgIdOf(world),
      connection_status: 'not_connected',
      ...fields,
      ...(auth_config ? { auth_config: withoutSecrets(auth_config) } : {}),
      created_timestamp: now(),
      user_modified_timestamp: now(),
    }
    keepCredentials(store, app.app_id, auth_config)
    return store.apps.insert(app.app_id, app)
  },

  getApp({ params }, { store }) {
    return store.apps.get(params.app_id)
  },

  listApps({ query }, { store }) {
    const { privacy_scope, ...paging } = query
    // No app of the mock is for card data.
    return privacy_scope === 'pci' ? { items: [], has_more: false } : store.apps.page(paging)
  },

  updateApp({ params, body }, { store, now }) {
    const app = store.apps.get(params.app_id)
    const { auth_config, ...fields } = body
    checkApp({ ...app, ...fields, auth_config })
    keepCredentials(store, app.app_id, auth_config)
    const moves = [auth_config, body.tenant_url, body.tenant_id].some(value => value !== undefined)
    return store.apps.put(
      app.app_id,
      patched(app, {
        ...fields,
        ...(auth_config ? { auth_config: withoutSecrets(auth_config) } : {}),
        ...(moves ? { connection_status: 'not_connected' as const } : {}),
        user_modified_timestamp: now(),
      }),
    )
  },

  deleteApp({ params, query }, { world, store }) {
    const { app_id } = store.apps.get(params.app_id)
    if (!query.force_delete && usagesOf(store, app_id).length > 0)
      throw badRequest(`App ${app_id} is still used; delete it with force_delete, or stop using it first`)
    const { app_id: linked, ...config } = crmConfigOf(world)
    if (linked === app_id) saveCrmConfig(world, config)
    if (store.appCredentials.find(app_id)) store.appCredentials.delete(app_id)
    store.apps.delete(app_id)
  },

  listAppUsages({ params, query }, { store }) {
    const { app_id } = store.apps.get(params.app_id)
    return usagesPage(usagesOf(store, app_id), query)
  },

  testAppAuth({ params }, { store }) {
    const app = store.apps.get(params.app_id)
    const success = store.appCredentials.find(app.app_id)?.accepted ?? false
    store.apps.put(app.app_id, { ...app, connection_status: success ? 'connected' : 'error' })
    return { success }
  },
} satisfies Partial<Handlers<Context>>

/** Refuses credentials where a browser gives them, and CRM settings without a number; wording is a guess. */
function checkApp({
  type,
  provider,
  auth_config,
  crm_config,
}: Pick<App, 'type' | 'provider'> & {
  auth_config?: Credentials | undefined
  crm_config?: App['crm_config']
}) {
  if (auth_config && BROWSER_PROVIDERS.test(provider))
    throw badRequest(`Provider ${provider} is authorized in the browser and takes no auth_config`)
  if (!crm_config) return
  if (type !== 'crm') throw badRequest('crm_config is only for apps of type crm')
  const { inbound_sync_mappings: mappings } = crm_config
  if (mappings && !mappings.some(({ field_name }) => field_name === 'phone_number'))
    throw badRequest('crm_config.inbound_sync_mappings must include phone_number')
}

function withoutSecrets(credentials: Credentials): NonNullable<App['auth_config']> {
  if (credentials.type === 'oauth2') return { type: 'oauth2', client_id: credentials.client_id }
  if (credentials.type === 'basic') return { type: 'basic', username: credentials.username }
  return { type: 'api_key' }
}

function keepCredentials(store: Store, appId: string, credentials: Credentials | undefined): void {
  if (!credentials) return
  const accepted = !secretIn(credentials).startsWith(REFUSED_SECRET)
  if (store.appCredentials.find(appId)) store.appCredentials.put(appId, { accepted })
  else store.appCredentials.insert(appId, { accepted })
}

function secretIn(credentials: Credentials): string {
  if (credentials.type === 'oauth2') return credentials.client_secret
  return credentials.type === 'basic' ? credentials.password : credentials.api_key
}
