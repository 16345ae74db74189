"""The formula audit, opened, read and left with real keys."""

from __future__ import annotations

from engine.audit import Comparison
from gui.audit.window import AuditWindow
from tests.e2e.driver import Driver, xdotool


def test_that_the_audit_is_worked_by_keys_alone(driver: Driver) -> None:
    window = opened(driver)
    driver.until(window.bar.comparisons.hasFocus)
    driver.key("Right")
    driver.until(lambda: window.bar.comparison() is Comparison.ORDER and window.complete)
    assert "12 of 15" in window.summary.title()
    driver.key("Left")
    driver.until(lambda: window.bar.comparison() is Comparison.RULE and window.complete)
    driver.key("Tab", "Tab", "Tab", "space")
    driver.until(lambda: window.slips.cards[0].isChecked())
    assert len(window.table.marked) == 4
    driver.key("Escape")
    driver.until(lambda: not window.isVisible())


def opened(driver: Driver) -> AuditWindow:
    driver.key("ctrl+shift+a")
    driver.until(
        lambda: driver.window.side.audit is not None and driver.window.side.audit.isVisible()
    )
    window = driver.window.side.audit
    assert window is not None
    # Without a window manager nobody gives the window the keyboard.
    xdotool("windowfocus", "--sync", str(int(window.winId())))
    driver.until(window.isActiveWindow)
    driver.until(lambda: window.complete)
    return window
