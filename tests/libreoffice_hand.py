"""The hand at LibreOffice's keyboard: run by the distribution's Python, a request a line.

Typing goes through the same command as the keyboard, so that the program reads numbers and dates
in its locale, keeps to protected cells and to the formats of cells.
"""

import json
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def _named(**values: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def _connected(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _attempt in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


class _Hand:
    def __init__(self, context: Any) -> None:
        make = context.ServiceManager.createInstance
        self._desktop = make("com.sun.star.frame.Desktop")
        self._keys = make("com.sun.star.frame.DispatchHelper")
        self._settings = make("com.sun.star.configuration.ConfigurationProvider")

    def _open(self, path: str) -> Any:
        hidden = _named(Hidden=True)
        return self._desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0, hidden
        )

    def _live_in(self, locale: str) -> None:
        where = _named(nodepath="/org.openoffice.Setup/L10N")
        name = "com.sun.star.configuration.ConfigurationUpdateAccess"
        access = self._settings.createInstanceWithArguments(name, where)
        access.setPropertyValue("ooSetupSystemLocale", locale)
        access.commitChanges()

    def type(self, source: str, target: str, locale: str, typed: list[list[str]]) -> list[str]:
        self._live_in(locale)
        book = self._open(source)
        frame = book.CurrentController.Frame
        shown = []
        for sheet, cell, text in typed:
            point = f"$'{sheet}'.{cell}"
            self._keys.executeDispatch(frame, ".uno:GoToCell", "", 0, _named(ToPoint=point))
            entered = _named(StringName=text)
            self._keys.executeDispatch(frame, ".uno:EnterString", "", 0, entered)
            shown.append(book.Sheets.getByName(sheet).getCellRangeByName(cell).String)
        filter_name = _named(FilterName="Calc MS Excel 2007 XML")
        book.storeToURL(uno.systemPathToFileUrl(target), filter_name)
        book.close(True)
        return shown

    def read(self, source: str) -> dict[str, list[list[list[str]]]]:
        book = self._open(source)
        found = {sheet.Name: _rows(sheet) for sheet in book.Sheets}
        book.close(True)
        return found


def _rows(sheet: Any) -> list[list[list[str]]]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    formulas, values = area.FormulaArray, area.DataArray
    return [
        [_cell(formula, value) for formula, value in zip(*row, strict=True)]
        for row in zip(formulas, values, strict=True)
    ]


def _cell(formula: str, value: Any) -> list[str]:
    if isinstance(value, float):
        return ["number" if not formula.startswith("=") else "formula", repr(value)]
    is_formula = formula.startswith("=") and not value.startswith("=")
    return ["formula" if is_formula else "text", value]


def main() -> None:
    """Answer requests until there are no more."""
    hand = _Hand(_connected(sys.argv[1]))
    acts = {"type": hand.type, "read": hand.read}
    for line in sys.stdin:
        request = json.loads(line)
        answer = acts[request.pop("act")](**request)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
