"""What the query processes say at the end: their feed and their lists of records, over HTTP; then, when they have ended,
whether each view on their disk is the fold of their journal."""
import asyncio
import json
import re

from house import run
import wire

KINDS = {"company": "companies", "contact": "contacts", "case": "cases", "communication": "communications"}


async def must(process, target, token, within=60):
    status, said = await wire.ask(process.port, "GET", target, token, within=within)
    if status != 200:
        raise wire.Lost(f"{process.name} {target}: {status} {said}")
    return said


async def ready(process):
    try:
        return (await wire.ask(process.port, "GET", "/readyz", within=2))[0] == 200
    except wire.Lost:
        return False


async def caught_up(process, tenant, token, seq, within=60):
    """Whether it has folded what the journal has."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while loop.time() < until:
        try:
            status, _ = await wire.ask(process.port, "GET", f"/v1/me?min_seq={seq}", token, within=10)
            if status == 200:
                return True
        except wire.Lost:
            pass
        await asyncio.sleep(0.5)
    return False


async def events(process, token):
    """The published feed of a tenant, as the checker has events."""
    said = await must(process, "/v1/events?from=1&follow=false", token)
    found = [json.loads(line[5:]) for line in str(said).splitlines() if line.startswith("data:")]
    return [(event["seq"], event["index"], event["at"], event["type"], event["stream"], event["version"], event["data"])
            for event in found]


async def records(process, token):
    """stream → (version, sequence) of all there are."""
    found = {}
    for plural in KINDS.values():
        for archived in ("false", "true"):
            after = ""
            while after is not None:
                page = await must(process, f"/v1/{plural}?limit=500&archived={archived}" + (after and f"&after={after}"), token)
                found.update({item["id"]: (item["version"], item["seq"]) for item in page["items"]})
                after = page.get("next")
    return found


async def verify(house, process, ids):
    """`dossier verify` of its folder: nothing when all is well, else what it said."""
    sent = house.room / (process.name + ".ids")
    sent.write_text("".join(json.dumps({"id": one}) + "\n" for one in ids))
    code, said = await run([house.program, "--data", process.folder, "verify", "--commands", sent], house.env, 600)
    views = re.search(r"(\d+) of (\d+) equal their fold", said)
    well = code == 0 and views and views[1] == views[2] and views[2] != "0"
    return (views[0] if views else ""), ("" if well else said.strip())
