// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sends what Fusion would paint with bevels to paint_controls, and sets the measures of the 8 px grid.

#include "gui/style/forkyard_style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QToolButton>
#include <QVariant>

#include "gui/style/icon.h"
#include "gui/style/paint_controls.h"

namespace {

constexpr char primaryProperty[] = "forkyardPrimary";

// Line edits, combo boxes, spin boxes and buttons are equally high, so that they stand in one row.
int controlHeight(const QStyleOption* option) {
  return (option->fontMetrics.height() + 15) / 2 * 2;
}

// Icons grow with the text beside them, in the steps that the drawings are made for.
int iconSize(const QStyleOption* option, const QWidget* widget) {
  int height = widget ? widget->fontMetrics().height() : 0;
  if (!widget && option) height = option->fontMetrics.height();
  return height >= 26 ? 24 : height >= 20 ? 20 : 16;
}

}  // namespace

ForkyardStyle::ForkyardStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void ForkyardStyle::makePrimary(QPushButton* button, bool primary) {
  button->setProperty(primaryProperty, primary);
  button->update();
}

bool ForkyardStyle::isPrimary(const QWidget* widget) {
  return widget && widget->property(primaryProperty).toBool();
}

void ForkyardStyle::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  // Qt leaves the button that empties a line edit without a name.
  if (auto* button = qobject_cast<QToolButton*>(widget);
      button && qobject_cast<QLineEdit*>(widget->parentWidget()) && button->accessibleName().isEmpty())
    button->setAccessibleName(tr("Empty this box"));
  if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget)) widget->setAttribute(Qt::WA_Hover);
}

void ForkyardStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const {
  switch (element) {
    case PE_PanelButtonCommand:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
        return style::paintButton(*painter, *button, isPrimary(widget));
      break;
    case PE_FrameDefaultButton:
      return;
    case PE_PanelButtonTool:
      return style::paintToolButton(*painter, *option);
    case PE_PanelLineEdit:
      if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
        style::paintField(*painter, *option);
      return;
    case PE_FrameLineEdit:
    case PE_PanelScrollAreaCorner:
      return;
    case PE_Frame:
    case PE_FrameGroupBox:
      return style::paintFrame(*painter, *option);
    case PE_FrameFocusRect:
      if (qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QPushButton*>(widget)) return;
      return style::paintFocusRing(*painter, option->rect, style::colorsOf(option->palette));
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
      return style::paintCheckBox(*painter, *option);
    case PE_IndicatorRadioButton:
      return style::paintRadioButton(*painter, *option);
    case PE_PanelMenu:
    case PE_FrameMenu:
      return style::paintMenuPanel(*painter, *option);
    case PE_PanelTipLabel:
      return style::paintMenuPanel(*painter, *option);
    case PE_IndicatorArrowDown:
      return style::paintArrow(*painter, option->rect, QStringLiteral("chevron-down"), *option);
    default:
      break;
  }
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ForkyardStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
  const style::Colors& c = style::colorsOf(option->palette);
  if (element == CE_PushButtonLabel && isPrimary(widget)) {
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
      QStyleOptionButton label = *button;
      label.palette.setColor(QPalette::ButtonText, option->state.testFlag(State_Enabled) ? c.onAccent : c.disabledText);
      return QProxyStyle::drawControl(element, &label, painter, widget);
    }
  }
  if (element == CE_HeaderSection) {
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
      return style::paintHeaderSection(*painter, *header);
  }
  if (element == CE_MenuBarItem) {
    if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
      style::paintMenuBarItem(*painter, *item);
      const int flags =
          Qt::AlignCenter | Qt::TextDontClip | Qt::TextSingleLine |
          (proxy()->styleHint(SH_UnderlineShortcut, option, widget) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
      return drawItemText(painter, item->rect, flags, item->palette, item->state.testFlag(State_Enabled), item->text,
                          QPalette::ButtonText);
    }
  }
  if (element == CE_MenuBarEmptyArea) return painter->fillRect(option->rect, c.window);
  if (element == CE_Splitter) return;
  QProxyStyle::drawControl(element, option, painter, widget);
}

void ForkyardStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                       const QWidget* widget) const {
  if (control == CC_ComboBox) {
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && !combo->editable) {
      style::paintField(*painter, *option);
      return style::paintArrow(*painter, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget),
                               QStringLiteral("chevron-down"), *option);
    }
  }
  if (control == CC_SpinBox) {
    style::paintField(*painter, *option);
    style::paintArrow(*painter, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget), QStringLiteral("chevron-up"),
                      *option);
    return style::paintArrow(*painter, subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget),
                             QStringLiteral("chevron-down"), *option);
  }
  if (control == CC_ToolButton) {
    // An icon that opens a menu ("...") says so by itself.
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (button && button->text.isEmpty() && button->features.testFlag(QStyleOptionToolButton::HasMenu)) {
      QStyleOptionToolButton plain = *button;
      plain.features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
      return QProxyStyle::drawComplexControl(control, &plain, painter, widget);
    }
  }
  if (control == CC_ScrollBar) {
    if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option))
      return style::paintScrollBar(*painter, *slider, subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget));
  }
  QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect ForkyardStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                                    const QWidget* widget) const {
  const QRect rect = option->rect;
  if (control == CC_SpinBox) {
    constexpr int stepWidth = 20;
    const int half = rect.height() / 2;
    switch (subControl) {
      case SC_SpinBoxUp:
        return {rect.right() - stepWidth - 2, rect.top() + 3, stepWidth, half - 3};
      case SC_SpinBoxDown:
        return {rect.right() - stepWidth - 2, rect.top() + half, stepWidth, half - 3};
      case SC_SpinBoxEditField:
        return rect.adjusted(6, 2, -stepWidth - 4, -2);
      default:
        break;
    }
  }
  if (control == CC_ScrollBar && (subControl == SC_ScrollBarAddLine || subControl == SC_ScrollBarSubLine)) return {};
  if (control == CC_ScrollBar && subControl == SC_ScrollBarGroove) return rect;
  if (control == CC_ScrollBar && subControl == SC_ScrollBarSlider) {
    // Without line buttons the slider may use the whole length; Fusion's own answer leaves room for them.
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!slider || slider->maximum <= slider->minimum) return rect;
    const bool vertical = slider->orientation == Qt::Vertical;
    const int length = vertical ? rect.height() : rect.width();
    const qint64 range = qint64(slider->maximum) - slider->minimum;
    const int thumb = std::clamp(int(qint64(length) * slider->pageStep / (range + slider->pageStep)), 28, length);
    const int start = sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition, length - thumb,
                                              slider->upsideDown);
    return vertical ? QRect(rect.left(), rect.top() + start, rect.width(), thumb)
                    : QRect(rect.left() + start, rect.top(), thumb, rect.height());
  }
  return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect ForkyardStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
  QRect rect = QProxyStyle::subElementRect(element, option, widget);
  const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
  if (element == SE_LineEditContents && frame && frame->lineWidth > 0) rect.adjust(4, 0, -4, 0);
  return rect;
}

int ForkyardStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ListViewIconSize:
    case PM_ToolBarIconSize:
      return iconSize(option, widget);
    case PM_ScrollBarExtent:
      return 10;
    case PM_ScrollView_ScrollBarOverlap:
      return 0;
    case PM_SplitterWidth:
      return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuPanelWidth:
      return metric == PM_MenuPanelWidth ? 1 : 0;
    case PM_MenuVMargin:
      return 4;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
      return 8;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return 16;
    case PM_MenuButtonIndicator:
      return 16;
    case PM_TextCursorWidth:
      return 1;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int ForkyardStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returnData) const {
  switch (hint) {
    case SH_EtchDisabledText:
      return 0;
    case SH_ItemView_ShowDecorationSelected:
      return 1;
    case SH_DialogButtonBox_ButtonsHaveIcons:
      return 0;
    case SH_ComboBox_Popup:
      return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
      return 0;
    default:
      return QProxyStyle::styleHint(hint, option, widget, returnData);
  }
}

QSize ForkyardStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                      const QWidget* widget) const {
  QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
  switch (type) {
    case CT_PushButton: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      const bool iconOnly = button && button->text.isEmpty();
      result.setHeight(controlHeight(option));
      result.setWidth(iconOnly ? controlHeight(option) : std::max(size.width() + 24, 56));
      break;
    }
    case CT_ToolButton:
      result = result.expandedTo(QSize(28, 28));
      break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
      result.setHeight(controlHeight(option));
      break;
    case CT_MenuBarItem:
      result += QSize(8, 4);
      break;
    case CT_MenuItem:
      result += QSize(8, 6);
      break;
    case CT_HeaderSection:
      result.setHeight(option->fontMetrics.height() + 12);
      break;
    default:
      break;
  }
  if (type == CT_ComboBox) result.rwidth() += 8;
  if (type == CT_SpinBox) result.rwidth() += 14;
  return result;
}

QIcon ForkyardStyle::standardIcon(StandardPixmap standardIcon, const QStyleOption* option,
                                  const QWidget* widget) const {
  switch (standardIcon) {
    case SP_LineEditClearButton:
      return style::icon(QStringLiteral("clear"), style::Ink::Muted);
    case SP_MessageBoxWarning:
      return style::icon(QStringLiteral("warning"), style::Ink::Warning);
    case SP_MessageBoxCritical:
      return style::icon(QStringLiteral("error"), style::Ink::Bad);
    case SP_MessageBoxInformation:
      return style::icon(QStringLiteral("information"), style::Ink::Busy);
    case SP_MessageBoxQuestion:
      return style::icon(QStringLiteral("help"), style::Ink::Busy);
    default:
      return QProxyStyle::standardIcon(standardIcon, option, widget);
  }
}
