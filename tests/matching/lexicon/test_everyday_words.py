"""Tools that are called by an everyday word are found where tools are listed and nowhere else."""

import pytest

from mianshi.matching.lexicon import find


def skills(text: str) -> set[str]:
    return {each.name for each in find(text) if each.kind == "skill"}


@pytest.mark.parametrize(
    "text",
    [
        "We planted maize in spring.",
        "Spring planting and lambing",
        "react quickly to emergencies",
        "a flask of tea by the fire",
        "kept a bee hive for ten years",
        "wore a ruby ring",
        "a puppet show for children",
        "boiled the kettle at noon",
        "stretched a blank canvas",
        "they consult the oracle",
        "the flutter of wings",
        "selenium levels in the soil",
        "docker at the quay for ten years",
        "port docker, twenty years",
        "drove the express bus",
        "I go home at night",
        "a swift reply",
        "scraped the rust off the hull",
        "the unity of the crew",
        "replaced the spark plug",
        "rode through the storm",
        "read kafka at school",
        "the lark sang",
        "azure sky over the bay",
        "illustrator of children's books",
        "the premiere of the film",
        "celery and carrots",
        "pandas at the zoo",
        "postman (Royal Mail)",
        "the colour of a shell",
        "bash the dents out",
        "broken arm in plaster",
        "it was indeed so",
        "when I work with timber",
        "DBT therapist",
        "drove an ATV over the moor",
        "sat on the crawler all day",
        "emptied containers",
        "春天在茶园采茶，手工艺传承人",
        "掌握白茶工艺",
        "制作工艺品",
        "压力容器",
        "无障碍电梯",
    ],
)
def test_an_everyday_word_is_no_tool(text: str) -> None:
    assert skills(text) == set()


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        (
            "Java, Spring, MyBatis, Redis, Kafka, Docker",
            {"Java", "Spring", "MyBatis", "Redis", "Kafka", "Docker"},
        ),
        ("skills: python, flask, react, docker, kafka", {"Python", "Flask", "React", "Docker", "Kafka"}),
        ("熟悉spring、react、vue、docker、oracle", {"Spring", "React", "Vue", "Docker", "Oracle"}),
        ("使用Flutter和Swift开发应用", {"Flutter", "Swift"}),
        ("数据平台：hive、spark、flink、kettle", {"Hive", "Spark", "Flink", "Kettle"}),
        ("Ruby, Puppet, Jenkins", {"Ruby", "Puppet", "Jenkins"}),
        ("built docker images and helm charts", {"Docker", "Kubernetes"}),
        ("selenium webdriver, cypress, postman", {"Selenium", "Cypress", "Postman"}),
        ("游戏开发：unity、blender", {"Unity", "Blender"}),
        ("Experienced in spring boot", {"Spring Boot"}),
        ("Photoshop、Illustrator、Premiere", {"Photoshop", "Illustrator", "Premiere"}),
        ("snowflake, looker, tableau", {"Snowflake", "Looker", "Tableau"}),
        ("Go, Rust, Scala", {"Go", "Rust", "Scala"}),
        ("工艺流程、工艺优化", {"process engineering"}),
        ("提升客单价和连带率", {"average transaction value"}),
        ("UiPath bots and SoapUI suites", {"UiPath", "SoapUI"}),
    ],
)
def test_lists_of_tools_are_still_read(text: str, tools: set[str]) -> None:
    assert tools <= skills(text)
