"""The faults, one after the other from the seed, and how long writing took to come back after each."""
import asyncio
import signal
import time

BACK_WITHIN_S = 15      # after all leaders are known
GIVE_UP_S = 60
STOPPED_S = 30


class Faults:
    def __init__(self, chance, house, leaders, load, say):
        self.chance, self.house, self.leaders, self.load, self.say = chance, house, leaders, load, say
        self.done, self.deck, self.began = [], [], time.monotonic()

    def draw(self):
        """Each kind once before any comes again."""
        if not self.deck:
            self.deck = [self.kill_command, self.stop_command, self.kill_all, self.kill_door, self.kill_query]
            if self.house.brokers.count > 1:
                self.deck += [self.kill_command, self.kill_broker, self.kill_leader]
            self.chance.shuffle(self.deck)
        return self.deck.pop()

    async def run(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            fault = self.draw()
            if fault == self.stop_command and until - time.monotonic() < STOPPED_S + 5 and len(self.done) > 2:
                continue
            await fault()
            await asyncio.sleep(self.chance.uniform(1, 5))

    # ---- the faults ----

    async def kill_command(self):
        process = self.chance.choice(self.house.commands)
        away = self.chance.choice([0.1, 1, 4, 9])
        with self.measured(f"kill -9 of {process.name}, started again after {away} s") as fault:
            await process.kill()
            fault.struck()
            again = asyncio.create_task(later(away, process.start))
            await fault.back()
            await again

    async def stop_command(self):
        process = self.chance.choice(self.house.commands)
        with self.measured(f"SIGSTOP of {process.name}") as fault:
            await process.signal(signal.SIGSTOP)
            fault.struck()
            stopped = time.monotonic()
            try:
                await fault.back()
                if self.chance.random() < 0.5:
                    await self.chance.choice([self.kill_broker, self.kill_leader])()
                await asyncio.sleep(max(0, stopped + STOPPED_S - time.monotonic()))
            finally:
                await process.signal(signal.SIGCONT)
        with self.measured(f"SIGCONT of {process.name} after {time.monotonic() - stopped:.0f} s") as fault:
            await fault.back()

    async def kill_door(self):
        """The process before the clients, which is relay and reactions too; there is one, so all wait for it."""
        away = self.chance.choice([0.1, 1])
        with self.measured(f"kill -9 of {self.house.door.name}, started again after {away} s") as fault:
            await self.house.door.kill()
            fault.struck()
            again = asyncio.create_task(later(away, self.house.door.start))
            await fault.back()
            await again

    async def kill_query(self):
        """Nobody who writes notices; its views go on where they were."""
        process = self.chance.choice(self.house.queries)
        with self.measured(f"kill -9 of {process.name}, started again after 1 s") as fault:
            await process.kill()
            fault.struck()
            again = asyncio.create_task(later(1, process.start))
            await fault.back()
            await again

    async def kill_broker(self):
        await self.kill_brokers("broker", [self.chance.randint(1, self.house.brokers.count)])

    async def kill_leader(self):
        topic = self.chance.choice(["dossier.journal", "dossier.commands", "dossier.replies"])
        loop = asyncio.get_running_loop()
        partition, leader = self.chance.choice(sorted((await loop.run_in_executor(None, self.leaders.of, topic)).items()))
        await self.kill_brokers(f"the leader of {topic} {partition}, broker", [leader])

    async def kill_all(self):
        await self.kill_brokers("all brokers:", range(1, self.house.brokers.count + 1))

    async def kill_brokers(self, what, numbers):
        away = self.chance.choice([0, 1, 3, 6])
        names = ", ".join(map(str, numbers))
        with self.measured(f"kill -9 of {what} {names}, started again after {away} s") as fault:
            await self.house.brokers.kill(numbers)
            fault.struck()
            again = asyncio.create_task(later(away, lambda: self.house.brokers.start_again(numbers)))
            await fault.back()
            await again
        whole = await self.leaders.wait(self.house.brokers, GIVE_UP_S)
        if whole is None:
            self.say("the brokers did not come back")

    # ---- how long it took ----

    def measured(self, what):
        return Measured(self, what)


class Measured:
    def __init__(self, faults, what):
        self.faults, self.began = faults, time.monotonic()
        self.note = {"at_s": round(self.began - faults.began, 1), "fault": what, "leaders_s": None, "back_s": None}

    def __enter__(self):
        self.faults.done.append(self.note)
        self.faults.say(self.note["fault"])
        return self

    def __exit__(self, *failure):
        return False

    def struck(self):
        """Now it is done: what was accepted before says nothing of it."""
        self.began = time.monotonic()

    async def back(self):
        """Waits until all leaders are known and, of each partition, a command was accepted that was sent since."""
        faults = self.faults
        known = asyncio.create_task(faults.leaders.wait(faults.house.brokers, GIVE_UP_S))
        until, back = self.began + GIVE_UP_S, None
        while back is None and time.monotonic() < until:
            if min(faults.load.last_good) > self.began:
                back = time.monotonic()
            await asyncio.sleep(0.02)
        leaders = await known
        if leaders is not None:
            self.note["leaders_s"] = round(leaders - self.began, 1)
        if leaders is not None and back is not None:
            self.note["back_s"] = round(max(0, back - leaders), 1)
            self.note["total_s"] = round(back - self.began, 1)
            faults.say(f"    leaders known after {self.note['leaders_s']} s, writes back after {self.note['total_s']} s")
        else:
            faults.say(f"    NOT BACK: leaders {'known' if leaders else 'unknown'}, writes {'back' if back else 'not'}")


async def later(seconds, do):
    await asyncio.sleep(seconds)
    await do()
