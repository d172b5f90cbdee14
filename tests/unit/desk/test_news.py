from bot.desk.news import News


def test_the_title_tells_an_emergency_before_what_is_unread():
    waiting, emergencies = frozenset({(1, 1)}), frozenset({1})
    assert News(waiting=waiting).title.startswith("Empresas")
    assert News(unread=3, waiting=waiting).title.startswith("(3) Empresas")
    assert News(3, waiting=waiting, emergencies=emergencies).title.startswith("⚠ Emergencia · (3) Empresas")


def test_what_is_new_rings_and_what_is_gone_does_not():
    before = News(2, frozenset({(7, 4), (8, 1)}), frozenset({(1, 1), (2, 5)}), frozenset({2}))
    came = (
        News(2, frozenset({(7, 5), (8, 1)})),
        News(waiting=frozenset({(1, 1), (3, 1)})),
        News(waiting=frozenset({(1, 3)})),
        News(emergencies=frozenset({3})),
    )
    gone = (before, News(), News(1, frozenset({(8, 1)}), frozenset({(2, 5)}), frozenset({2})))
    assert all(news.rings_after(before) for news in came) and not any(news.rings_after(before) for news in gone)
    assert [news.alarms_after(before) for news in came] == [False, False, False, True]
