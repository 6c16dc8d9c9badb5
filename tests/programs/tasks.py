import asyncio


async def fails():
    await asyncio.sleep(0)
    raise ValueError("in a task")


async def main():
    print("start")
    async with asyncio.TaskGroup() as group:
        group.create_task(fails())


asyncio.run(main())
