from bot.desk.news import News


def test_the_title_tells_an_emergency_before_what_is_unread():
    assert News(0, 5, 0).title.startswith("Empresas")
    assert News(3, 5, 0).title.startswith("(3) Empresas")
    assert News(3, 5, 1).title.startswith("⚠ Emergencia · (3) Empresas")


def test_what_is_new_rings_and_what_is_gone_does_not():
    before = News(2, 2, 1)
    assert all(news.rings_after(before) for news in (News(3, 1, 0), News(0, 3, 0), News(0, 1, 2)))
    assert not any(news.rings_after(before) for news in (before, News(1, 2, 1), News(0, 0, 0)))
