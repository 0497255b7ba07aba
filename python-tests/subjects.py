"""Subjects for the calls of the suite: each is made anew, with as little as will do."""

from functools import cached_property
from itertools import count

from retell import Retell

from mock import Mock

VOICE = "11labs-Adrian"
SOMEONE = "+14155550142"
CSV = ("contacts.csv", b"phone,name\n+14155550143,Ada\n", "text/csv")
MP3 = ("voice.mp3", b"ID3 a specimen", "audio/mpeg")
PNG = ("logo.png", b"\x89PNG\r\n\x1a\n a specimen", "image/png")
NODE = {"id": "start", "type": "conversation", "instruction": {"type": "prompt", "text": "Greet."}}
FLOW = {
    "model_choice": {"type": "cascading", "model": "gpt-4.1"},
    "nodes": [NODE],
    "start_speaker": "agent",
    "start_node_id": "start",
}
PROMPT = "Ask when the shop opens."

_lines = count(100)


class Subjects:
    """What one call of the suite is about; every property is made when it is first asked for."""

    def __init__(self, client: Retell, mock: Mock) -> None:
        self.client = client
        self.mock = mock

    @cached_property
    def llm(self) -> str:
        return self.client.llm.create().llm_id

    @cached_property
    def engine(self) -> dict:
        return {"type": "retell-llm", "llm_id": self.llm}

    @cached_property
    def agent(self) -> str:
        return self.client.agent.create(response_engine=self.engine, voice_id=VOICE).agent_id

    @cached_property
    def chat_agent(self) -> str:
        return self.client.chat_agent.create(response_engine=self.engine).agent_id

    @cached_property
    def flow(self) -> str:
        return self.client.conversation_flow.create(**FLOW).conversation_flow_id

    @cached_property
    def component(self) -> str:
        made = self.client.conversation_flow_component.create(name="Greeting", nodes=[NODE])
        return made.conversation_flow_component_id

    @cached_property
    def number(self) -> str:
        number = f"+12125550{next(_lines)}"
        body = {"outbound_agents": [{"agent_id": self.agent, "weight": 1}]}
        self.client.phone_number.import_(
            phone_number=number, termination_uri="trunk.example.com", **body
        )
        return number

    @cached_property
    def texting_number(self) -> str:
        number = f"+12125550{next(_lines)}"
        self.client.phone_number.import_(phone_number=number, termination_uri="trunk.example.com")
        sms_agents = [{"agent_id": self.chat_agent, "weight": 1}]
        self.client.phone_number.update(number, outbound_sms_agents=sms_agents)
        return number

    @cached_property
    def call(self) -> str:
        return self.client.call.create_phone_call(from_number=self.number, to_number=SOMEONE).call_id

    @cached_property
    def ongoing_call(self) -> str:
        self.mock.advance(0)
        call = self.call
        for _ in range(60):
            if self.client.call.retrieve(call).call_status == "ongoing":
                return call
            self.mock.advance(500)
        raise AssertionError(f"{call} did not begin within half a minute")

    @cached_property
    def ended_call(self) -> str:
        call = self.call
        self.mock.run_until_idle()
        return call

    @cached_property
    def chat(self) -> str:
        return self.client.chat.create(agent_id=self.chat_agent).chat_id

    @cached_property
    def ended_chat(self) -> str:
        self.client.chat.create_chat_completion(chat_id=self.chat, content="Hello.")
        self.client.chat.end(self.chat)
        self.mock.run_until_idle()
        return self.chat

    @cached_property
    def knowledge_base(self) -> str:
        texts = [{"title": "Hours", "text": "We open at nine."}]
        made = self.client.knowledge_base.create(knowledge_base_name="Shop", knowledge_base_texts=texts)
        self.mock.run_until_idle()
        return made.knowledge_base_id

    @cached_property
    def source(self) -> str:
        sources = self.client.knowledge_base.retrieve(self.knowledge_base).knowledge_base_sources
        return sources[0].source_id

    @cached_property
    def contact(self) -> str:
        return self.client.contact.create(phone_number=f"+12125550{next(_lines)}").contact_id

    @cached_property
    def app(self) -> str:
        return self.client.app.create(type="crm", provider="hubspot").app_id

    @cached_property
    def connected_app(self) -> str:
        secret = {"type": "api_key", "api_key": "a secret of nobody"}
        app = self.client.app.create(type="crm", provider="hubspot", auth_config=secret).app_id
        self.client.app.test_auth(app)
        return app

    @cached_property
    def upload(self) -> str:
        return self.client.contact.upload_import_file(file=CSV).upload_id

    @cached_property
    def test_case(self) -> str:
        made = self.client.tests.create_test_case_definition(
            name="Hours", response_engine=self.engine, user_prompt=PROMPT, metrics=["Tells the hours"]
        )
        return made.test_case_definition_id

    @cached_property
    def batch_test(self) -> str:
        made = self.client.tests.create_batch_test(
            test_case_definition_ids=[self.test_case], response_engine=self.engine
        )
        self.mock.run_until_idle()
        return made.test_case_batch_job_id

    @cached_property
    def test_run(self) -> str:
        return self.client.tests.list_test_runs(self.batch_test).items[0].test_case_job_id
