<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>AccountDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>La misma otra vez</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Las dos no son iguales.</translation>
    </message>
</context>
<context>
    <name>AdminBanner</name>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Stop acting so</source>
        <translation>Dejar de actuar así</translation>
    </message>
    <message>
        <source>You act as administrator for at most {0} minutes. Everything is recorded as such.</source>
        <translation>Actúa como administrador durante {0} minutos como máximo. Todo se registra como tal.</translation>
    </message>
</context>
<context>
    <name>Appointments</name>
    <message>
        <source>1 provider</source>
        <translation>1 profesional</translation>
    </message>
    <message>
        <source>1 visit</source>
        <translation>1 cita</translation>
    </message>
    <message>
        <source>1 visit cancelled</source>
        <translation>1 cita cancelada</translation>
    </message>
    <message>
        <source>1 visit is to be booked.</source>
        <translation>Se reservará 1 cita.</translation>
    </message>
    <message>
        <source>24 Nov, tue or +180</source>
        <translation>24 nov, mar o +180</translation>
    </message>
    <message>
        <source>A time was given away meanwhile: nothing was booked.</source>
        <translation>Una hora se ocupó entretanto: no se reservó nada.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Add (N)</source>
        <translation>Añadir (N)</translation>
    </message>
    <message>
        <source>Add a recall</source>
        <translation>Añadir un recordatorio</translation>
    </message>
    <message>
        <source>Add to the waiting list</source>
        <translation>Añadir a la lista de espera</translation>
    </message>
    <message>
        <source>Add walk-in</source>
        <translation>Añadir sin cita</translation>
    </message>
    <message>
        <source>Add walk-in (W)</source>
        <translation>Añadir sin cita (W)</translation>
    </message>
    <message>
        <source>Afternoons</source>
        <translation>Tardes</translation>
    </message>
    <message>
        <source>All open</source>
        <translation>Todos los abiertos</translation>
    </message>
    <message>
        <source>All providers</source>
        <translation>Todos los profesionales</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Alergias: {0}</translation>
    </message>
    <message>
        <source>Also changed elsewhere: {0}. What you typed is kept and wins when saved.</source>
        <translation>También cambió en otro puesto: {0}. Lo que escribió se conserva y prevalece al guardar.</translation>
    </message>
    <message>
        <source>Another desk removed this patient.</source>
        <translation>Otro puesto eliminó a este paciente.</translation>
    </message>
    <message>
        <source>Another desk removed this visit. Your text is still here; it cannot be saved.</source>
        <translation>Otro puesto eliminó esta cita. Su texto sigue aquí; no se puede guardar.</translation>
    </message>
    <message>
        <source>Another visit: {0}</source>
        <translation>Otra cita: {0}</translation>
    </message>
    <message>
        <source>Any provider</source>
        <translation>Cualquier profesional</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Todo el día</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Appointments</source>
        <translation>Citas</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Llegó</translation>
    </message>
    <message>
        <source>At most {0} years ahead.</source>
        <translation>Como máximo {0} años por delante.</translation>
    </message>
    <message>
        <source>Back to arrived</source>
        <translation>Volver a llegó</translation>
    </message>
    <message>
        <source>Back to in room</source>
        <translation>Volver a en sala</translation>
    </message>
    <message>
        <source>Back to scheduled</source>
        <translation>Volver a programada</translation>
    </message>
    <message>
        <source>Between 2 and {0} visits.</source>
        <translation>Entre 2 y {0} citas.</translation>
    </message>
    <message>
        <source>Blocked: {0}</source>
        <translation>Bloqueado: {0}</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Reservar</translation>
    </message>
    <message>
        <source>Book (Enter)</source>
        <translation>Reservar (Intro)</translation>
    </message>
    <message>
        <source>Book all</source>
        <translation>Reservar todas</translation>
    </message>
    <message>
        <source>Book anyway</source>
        <translation>Reservar igualmente</translation>
    </message>
    <message>
        <source>Book anyway, over what is there</source>
        <translation>Reservar igualmente, sobre lo que hay</translation>
    </message>
    <message>
        <source>Book {0}</source>
        <translation>Reservar para {0}</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>Booked all the same: {0}</source>
        <translation>Reservada igualmente: {0}</translation>
    </message>
    <message>
        <source>Booked for {0}</source>
        <translation>Reservado para {0}</translation>
    </message>
    <message>
        <source>Both visits are kept.</source>
        <translation>Se conservan ambas citas.</translation>
    </message>
    <message>
        <source>Calendar file</source>
        <translation>Archivo de calendario</translation>
    </message>
    <message>
        <source>Calendar files (*.ics)</source>
        <translation>Archivos de calendario (*.ics)</translation>
    </message>
    <message>
        <source>Call to {0} noted</source>
        <translation>Llamada a {0} anotada</translation>
    </message>
    <message>
        <source>Called (C)</source>
        <translation>Llamado (C)</translation>
    </message>
    <message>
        <source>Called somebody in</source>
        <translation>Se llamó a alguien</translation>
    </message>
    <message>
        <source>Called {0}</source>
        <translation>Llamado {0}</translation>
    </message>
    <message>
        <source>Called {0}: {1}</source>
        <translation>Llamado {0}: {1}</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Llamadas</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cancel the rest of the series</source>
        <translation>Cancelar el resto de la serie</translation>
    </message>
    <message>
        <source>Cancel the visit of {0}?</source>
        <translation>¿Cancelar la cita de {0}?</translation>
    </message>
    <message>
        <source>Cancel this visit and those of its series after it?</source>
        <translation>¿Cancelar esta cita y las siguientes de su serie?</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Cancelar la cita</translation>
    </message>
    <message>
        <source>Cancel visits</source>
        <translation>Cancelar citas</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Change the recall</source>
        <translation>Cambiar el recordatorio</translation>
    </message>
    <message>
        <source>Choose a day</source>
        <translation>Elegir un día</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Elija primero una línea.</translation>
    </message>
    <message>
        <source>Choose the patient first.</source>
        <translation>Elija primero al paciente.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Closed: {0}</source>
        <translation>Cerrado: {0}</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Confirmada</translation>
    </message>
    <message>
        <source>Confirmed (F)</source>
        <translation>Confirmada (F)</translation>
    </message>
    <message>
        <source>Contacted</source>
        <translation>Contactado</translation>
    </message>
    <message>
        <source>Dates of the series</source>
        <translation>Fechas de la serie</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Day after</source>
        <translation>Día siguiente</translation>
    </message>
    <message>
        <source>Day after (Alt+Right)</source>
        <translation>Día siguiente (Alt+Derecha)</translation>
    </message>
    <message>
        <source>Day before</source>
        <translation>Día anterior</translation>
    </message>
    <message>
        <source>Day before (Alt+Left)</source>
        <translation>Día anterior (Alt+Izquierda)</translation>
    </message>
    <message>
        <source>Day by provider</source>
        <translation>Día por profesional</translation>
    </message>
    <message>
        <source>Day by room</source>
        <translation>Día por sala</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Hoja del día</translation>
    </message>
    <message>
        <source>Day sheets of all providers</source>
        <translation>Hojas del día de todos los profesionales</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Done (Del)</source>
        <translation>Hecho (Supr)</translation>
    </message>
    <message>
        <source>Double booked</source>
        <translation>Doble reserva</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>Due within 30 days</source>
        <translation>Pendientes en 30 días</translation>
    </message>
    <message>
        <source>Edit (E)</source>
        <translation>Editar (E)</translation>
    </message>
    <message>
        <source>Every 2 weeks</source>
        <translation>Cada 2 semanas</translation>
    </message>
    <message>
        <source>Every 3 weeks</source>
        <translation>Cada 3 semanas</translation>
    </message>
    <message>
        <source>Every 4 weeks</source>
        <translation>Cada 4 semanas</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>Cada semana</translation>
    </message>
    <message>
        <source>Everybody of the next days is confirmed.</source>
        <translation>Todos los de los próximos días están confirmados.</translation>
    </message>
    <message>
        <source>Find next free (F3)</source>
        <translation>Próxima hora libre (F3)</translation>
    </message>
    <message>
        <source>Find next free time</source>
        <translation>Buscar la próxima hora libre</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Para</translation>
    </message>
    <message>
        <source>Free times</source>
        <translation>Horas libres</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Give the next free time</source>
        <translation>Dar la próxima hora libre</translation>
    </message>
    <message>
        <source>Gives up the visit of {0}</source>
        <translation>Renuncia a la cita de {0}</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>Tiene</translation>
    </message>
    <message>
        <source>How many visits</source>
        <translation>Cuántas citas</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Con qué frecuencia</translation>
    </message>
    <message>
        <source>In room</source>
        <translation>En sala</translation>
    </message>
    <message>
        <source>Keep both (overbook)</source>
        <translation>Ambas (sobrecupo)</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>Seguir editando</translation>
    </message>
    <message>
        <source>Keep visit</source>
        <translation>Conservar la cita</translation>
    </message>
    <message>
        <source>Keep visits</source>
        <translation>Conservar citas</translation>
    </message>
    <message>
        <source>Left message</source>
        <translation>Dejó mensaje</translation>
    </message>
    <message>
        <source>Left message (M)</source>
        <translation>Dejó mensaje (M)</translation>
    </message>
    <message>
        <source>Left without being seen</source>
        <translation>Se fue sin ser atendido</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>List of visits</source>
        <translation>Lista de citas</translation>
    </message>
    <message>
        <source>Matching patients</source>
        <translation>Pacientes que coinciden</translation>
    </message>
    <message>
        <source>Message left</source>
        <translation>Mensaje dejado</translation>
    </message>
    <message>
        <source>Message left for {0}</source>
        <translation>Mensaje dejado para {0}</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minutos</translation>
    </message>
    <message>
        <source>Mornings</source>
        <translation>Mañanas</translation>
    </message>
    <message>
        <source>Move the visit of {0}</source>
        <translation>Mover la cita de {0}</translation>
    </message>
    <message>
        <source>Move this one</source>
        <translation>Mover esta</translation>
    </message>
    <message>
        <source>Moved elsewhere to {0}, {1}.</source>
        <translation>Movida en otro puesto a {0}, {1}.</translation>
    </message>
    <message>
        <source>Needs no call any more</source>
        <translation>Ya no hace falta llamar</translation>
    </message>
    <message>
        <source>New appointment</source>
        <translation>Nueva cita</translation>
    </message>
    <message>
        <source>New appointment (N)</source>
        <translation>Nueva cita (N)</translation>
    </message>
    <message>
        <source>New appointment here</source>
        <translation>Nueva cita aquí</translation>
    </message>
    <message>
        <source>New recall</source>
        <translation>Nuevo recordatorio</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>No insurance</source>
        <translation>Sin seguro</translation>
    </message>
    <message>
        <source>No insurance is written down: ask for the card.</source>
        <translation>No hay seguro anotado: pida la tarjeta.</translation>
    </message>
    <message>
        <source>No provider yet</source>
        <translation>Aún sin profesional</translation>
    </message>
    <message>
        <source>No visits on this day.</source>
        <translation>Sin citas este día.</translation>
    </message>
    <message>
        <source>No walk-ins.</source>
        <translation>Nadie sin cita.</translation>
    </message>
    <message>
        <source>No-show</source>
        <translation>No acudió</translation>
    </message>
    <message>
        <source>Nobody is to be called in here.</source>
        <translation>No hay nadie a quien llamar aquí.</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translation>Nadie espera.</translation>
    </message>
    <message>
        <source>Nobody matches.</source>
        <translation>Nadie coincide.</translation>
    </message>
    <message>
        <source>Nobody waits for a time.</source>
        <translation>Nadie espera una hora.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <source>Not saved yet.</source>
        <translation>Aún sin guardar.</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>No mostrado</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Nothing is free any more today for {0}.</source>
        <translation>Hoy ya no hay nada libre para {0}.</translation>
    </message>
    <message>
        <source>Nothing is free within {0} weeks.</source>
        <translation>No hay nada libre en {0} semanas.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation>Abrir (Intro)</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Other ({0})</source>
        <translation>Otro ({0})</translation>
    </message>
    <message>
        <source>Other patient</source>
        <translation>Otro paciente</translation>
    </message>
    <message>
        <source>Outside opening hours, {0}–{1}.</source>
        <translation>Fuera del horario, {0}–{1}.</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Vencido</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient, not shown</source>
        <translation>Paciente, no mostrado</translation>
    </message>
    <message>
        <source>Patient: name, phone, born, MRN</source>
        <translation>Paciente: nombre, teléfono, nac., n.º</translation>
    </message>
    <message>
        <source>People to call</source>
        <translation>Personas por llamar</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Print the day sheet</source>
        <translation>Imprimir la hoja del día</translation>
    </message>
    <message>
        <source>Print the day sheet (Ctrl+P)</source>
        <translation>Imprimir la hoja del día (Ctrl+P)</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Reason, such as: sick</source>
        <translation>Motivo, por ejemplo: enfermedad</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recordatorio</translation>
    </message>
    <message>
        <source>Recall of {0} closed</source>
        <translation>Recordatorio de {0} cerrado</translation>
    </message>
    <message>
        <source>Recall of {0} saved</source>
        <translation>Recordatorio de {0} guardado</translation>
    </message>
    <message>
        <source>Recalls</source>
        <translation>Recordatorios de citas</translation>
    </message>
    <message>
        <source>Release the visit of {0}</source>
        <translation>Liberar la cita de {0}</translation>
    </message>
    <message>
        <source>Repeat this visit</source>
        <translation>Repetir esta cita</translation>
    </message>
    <message>
        <source>Repeat…</source>
        <translation>Repetir…</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Solicitada</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Sala</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Salas</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Guardar (Ctrl+S)</translation>
    </message>
    <message>
        <source>Save as a calendar file</source>
        <translation>Guardar como archivo de calendario</translation>
    </message>
    <message>
        <source>Save the day as a calendar file</source>
        <translation>Guardar el día como archivo de calendario</translation>
    </message>
    <message>
        <source>Saved. What you typed since then is not saved yet.</source>
        <translation>Guardado. Lo que escribió después aún no está guardado.</translation>
    </message>
    <message>
        <source>Say why: it is kept with the visit.</source>
        <translation>Diga por qué: se guarda con la cita.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>Somebody else took care of this walk-in meanwhile.</source>
        <translation>Otra persona se ocupó entretanto.</translation>
    </message>
    <message>
        <source>Somebody else took care of this wish meanwhile.</source>
        <translation>Otra persona se ocupó de este deseo entretanto.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Un paso atrás</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sincronización</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Sincronizado</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Cobrar un pago</translation>
    </message>
    <message>
        <source>Take in anyway</source>
        <translation>Hacer pasar igualmente</translation>
    </message>
    <message>
        <source>Take in now</source>
        <translation>Hacer pasar ahora</translation>
    </message>
    <message>
        <source>Take off the list (Del)</source>
        <translation>Quitar de la lista (Supr)</translation>
    </message>
    <message>
        <source>Take off the waiting list</source>
        <translation>Quitar de la lista de espera</translation>
    </message>
    <message>
        <source>Tentative</source>
        <translation>Provisional</translation>
    </message>
    <message>
        <source>The calendar reaches to {0}.</source>
        <translation>El calendario llega hasta {0}.</translation>
    </message>
    <message>
        <source>The clinic is closed: {0}</source>
        <translation>La clínica está cerrada: {0}</translation>
    </message>
    <message>
        <source>The clocks skip this time on that day.</source>
        <translation>Los relojes saltan esta hora ese día.</translation>
    </message>
    <message>
        <source>The time was given away meanwhile.</source>
        <translation>La hora se ocupó entretanto.</translation>
    </message>
    <message>
        <source>The visit was called off</source>
        <translation>La cita se canceló</translation>
    </message>
    <message>
        <source>There is no provider and no room whose week could be shown.</source>
        <translation>No hay profesional ni sala cuya semana se pueda mostrar.</translation>
    </message>
    <message>
        <source>They wait already.</source>
        <translation>Ya está esperando.</translation>
    </message>
    <message>
        <source>This conflict was decided already.</source>
        <translation>Este conflicto ya se decidió.</translation>
    </message>
    <message>
        <source>This day could not be read.</source>
        <translation>No se pudo leer este día.</translation>
    </message>
    <message>
        <source>This day is too far away.</source>
        <translation>Ese día está demasiado lejos.</translation>
    </message>
    <message>
        <source>This does not follow “{0}”.</source>
        <translation>Esto no sigue a «{0}».</translation>
    </message>
    <message>
        <source>This is before the first day.</source>
        <translation>Esto es antes del primer día.</translation>
    </message>
    <message>
        <source>This recall is closed.</source>
        <translation>Este recordatorio está cerrado.</translation>
    </message>
    <message>
        <source>This time has passed.</source>
        <translation>Esta hora ya pasó.</translation>
    </message>
    <message>
        <source>This time is taken.</source>
        <translation>Esta hora está ocupada.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>Momento del día</translation>
    </message>
    <message>
        <source>To confirm</source>
        <translation>Por confirmar</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Today (T)</source>
        <translation>Hoy (T)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Dos puestos reservaron la misma hora</translation>
    </message>
    <message>
        <source>Unassigned</source>
        <translation>Sin asignar</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Urgente</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Visit saved, {0}</source>
        <translation>Cita guardada, {0}</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Tipo de cita</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Waiting list</source>
        <translation>Lista de espera</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>Esperando ahora</translation>
    </message>
    <message>
        <source>Walk-ins</source>
        <translation>Sin cita</translation>
    </message>
    <message>
        <source>Wants</source>
        <translation>Desea</translation>
    </message>
    <message>
        <source>Wants an earlier time (ASAP)</source>
        <translation>Desea una hora anterior</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Semana</translation>
    </message>
    <message>
        <source>Week after (Alt+Right)</source>
        <translation>Semana siguiente (Alt+Derecha)</translation>
    </message>
    <message>
        <source>Week before (Alt+Left)</source>
        <translation>Semana anterior (Alt+Izquierda)</translation>
    </message>
    <message>
        <source>Week of a provider or room</source>
        <translation>Semana de un profesional o sala</translation>
    </message>
    <message>
        <source>Week of the next provider or room</source>
        <translation>Semana del siguiente profesional o sala</translation>
    </message>
    <message>
        <source>Week of the provider or room before</source>
        <translation>Semana del profesional o sala anterior</translation>
    </message>
    <message>
        <source>What came of it, such as: left message</source>
        <translation>Resultado, por ejemplo: se dejó mensaje</translation>
    </message>
    <message>
        <source>Which recalls</source>
        <translation>Qué recordatorios</translation>
    </message>
    <message>
        <source>Who changed this?</source>
        <translation>¿Quién cambió esto?</translation>
    </message>
    <message>
        <source>Who to call: to confirm, waiting list, recalls</source>
        <translation>A quién llamar: por confirmar, lista de espera, recordatorios</translation>
    </message>
    <message>
        <source>Whose week</source>
        <translation>Semana de quién</translation>
    </message>
    <message>
        <source>Why it is booked all the same</source>
        <translation>Por qué se reserva igualmente</translation>
    </message>
    <message>
        <source>Will not come</source>
        <translation>No vendrá</translation>
    </message>
    <message>
        <source>Will not come (D)</source>
        <translation>No vendrá (D)</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>Sin sala</translation>
    </message>
    <message>
        <source>Write a day and how many minutes first.</source>
        <translation>Escriba primero un día y cuántos minutos.</translation>
    </message>
    <message>
        <source>Write a day like 24 Nov, tue or +7.</source>
        <translation>Escriba un día como 24 nov, mar o +7.</translation>
    </message>
    <message>
        <source>Write a time like 9:30.</source>
        <translation>Escriba una hora como 9:30.</translation>
    </message>
    <message>
        <source>afternoons</source>
        <translation>tardes</translation>
    </message>
    <message>
        <source>allergy</source>
        <translation>alergia</translation>
    </message>
    <message>
        <source>booked over another visit on purpose</source>
        <translation>reservada a propósito sobre otra cita</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>nac. {0}</translation>
    </message>
    <message>
        <source>clinic closed</source>
        <translation>clínica cerrada</translation>
    </message>
    <message>
        <source>closed: {0}</source>
        <translation>cerrado: {0}</translation>
    </message>
    <message>
        <source>double booked, needs a decision</source>
        <translation>doble reserva, hay que decidir</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>desde {0}</translation>
    </message>
    <message>
        <source>message left</source>
        <translation>mensaje dejado</translation>
    </message>
    <message>
        <source>mornings</source>
        <translation>mañanas</translation>
    </message>
    <message>
        <source>patient has another visit</source>
        <translation>el paciente tiene otra cita</translation>
    </message>
    <message>
        <source>provider busy</source>
        <translation>profesional ocupado</translation>
    </message>
    <message>
        <source>room taken</source>
        <translation>sala ocupada</translation>
    </message>
    <message>
        <source>tentative until sent</source>
        <translation>provisional hasta enviarse</translation>
    </message>
    <message>
        <source>time blocked</source>
        <translation>hora bloqueada</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>hasta {0}</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>espera envío</translation>
    </message>
    <message>
        <source>wants an earlier time</source>
        <translation>desea una hora anterior</translation>
    </message>
    <message>
        <source>{0}  –  {1}; instead: {2}</source>
        <translation>{0}  –  {1}; en su lugar: {2}</translation>
    </message>
    <message>
        <source>{0}  –  {1}; no day near it is free</source>
        <translation>{0}  –  {1}; ningún día cercano está libre</translation>
    </message>
    <message>
        <source>{0} blocked: {1}</source>
        <translation>{0} bloqueado: {1}</translation>
    </message>
    <message>
        <source>{0} booked for {1}</source>
        <translation>{0} con cita para {1}</translation>
    </message>
    <message>
        <source>{0} cannot simply be taken in: the time is taken.</source>
        <translation>{0} no puede pasar sin más: la hora está ocupada.</translation>
    </message>
    <message>
        <source>{0} cannot simply go there: the time is taken.</source>
        <translation>{0} no puede ir ahí sin más: la hora está ocupada.</translation>
    </message>
    <message>
        <source>{0} confirmed</source>
        <translation>{0} confirmada</translation>
    </message>
    <message>
        <source>{0} has {1}</source>
        <translation>{0} tiene {1}</translation>
    </message>
    <message>
        <source>{0} is free. {1} waits: {2}</source>
        <translation>{0} está libre. {1} espera: {2}</translation>
    </message>
    <message>
        <source>{0} is in the room</source>
        <translation>{0} está en la sala</translation>
    </message>
    <message>
        <source>{0} is on the waiting list</source>
        <translation>{0} está en la lista de espera</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} se fue</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} moved to {1}</source>
        <translation>{0} movida a {1}</translation>
    </message>
    <message>
        <source>{0} providers</source>
        <translation>{0} profesionales</translation>
    </message>
    <message>
        <source>{0} rooms</source>
        <translation>{0} salas</translation>
    </message>
    <message>
        <source>{0} visits</source>
        <translation>{0} citas</translation>
    </message>
    <message>
        <source>{0} visits are to be booked.</source>
        <translation>Se reservarán {0} citas.</translation>
    </message>
    <message>
        <source>{0} visits booked, {1}</source>
        <translation>{0} citas reservadas, {1}</translation>
    </message>
    <message>
        <source>{0} visits cancelled</source>
        <translation>{0} citas canceladas</translation>
    </message>
    <message>
        <source>{0} waits</source>
        <translation>{0} espera</translation>
    </message>
    <message>
        <source>{0} waits no more</source>
        <translation>{0} ya no espera</translation>
    </message>
    <message>
        <source>{0} was called.</source>
        <translation>Se llamó a {0}.</translation>
    </message>
    <message>
        <source>{0} was moved at another desk meanwhile; nothing was changed here.</source>
        <translation>{0} fue movida en otro puesto entretanto; aquí no se cambió nada.</translation>
    </message>
    <message>
        <source>{0} was written: 1 appointment, without its patient.</source>
        <translation>Se escribió {0}: 1 cita, sin su paciente.</translation>
    </message>
    <message>
        <source>{0} was written: {1} appointments, without patients.</source>
        <translation>Se escribió {0}: {1} citas, sin pacientes.</translation>
    </message>
    <message>
        <source>{0}, waits too long</source>
        <translation>{0}, espera demasiado</translation>
    </message>
    <message>
        <source>{0}: confirmation taken back</source>
        <translation>{0}: confirmación retirada</translation>
    </message>
    <message>
        <source>{0}–{1} minutes.</source>
        <translation>{0}–{1} minutos.</translation>
    </message>
</context>
<context>
    <name>AskRemovalDialog</name>
    <message>
        <source>Ask for it</source>
        <translation>Pedirlo</translation>
    </message>
    <message>
        <source>Asked for. A clinician decides about it next.</source>
        <translation>Solicitado. Ahora decide un profesional clínico.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>For somebody who was registered in error, and of whom nothing is kept. A clinician allows it, and an administrator removes the patient; both see the reason. Until then nothing changes, and afterwards the patient can be brought back.</source>
        <translation>Para quien se registró por error y de quien no se conserva nada. Un profesional clínico lo permite y un administrador elimina al paciente; ambos ven el motivo. Hasta entonces no cambia nada, y después se puede traer de vuelta al paciente.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Remove a patient</source>
        <translation>Eliminar a un paciente</translation>
    </message>
</context>
<context>
    <name>AuditDetail</name>
    <message>
        <source>Acting as</source>
        <translation>Actuando como</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegado</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>In universal time</source>
        <translation>En hora universal</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Number in the trail</source>
        <translation>Número en el registro</translation>
    </message>
    <message>
        <source>Only this patient</source>
        <translation>Solo este paciente</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patients shown</source>
        <translation>Pacientes mostrados</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Finalidad</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Mostrado</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
    <message>
        <source>{0}
and {1} more</source>
        <translation>{0}
y {1} más</translation>
    </message>
</context>
<context>
    <name>AuditExports</name>
    <message>
        <source>Signed audit export</source>
        <translation>Exportación firmada del registro</translation>
    </message>
    <message>
        <source>Table of events</source>
        <translation>Tabla de eventos</translation>
    </message>
    <message>
        <source>{0} events written</source>
        <translation>{0} eventos escritos</translation>
    </message>
</context>
<context>
    <name>AuditFilters</name>
    <message>
        <source>Everybody</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>Tipo de evento</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>Mostrar todo otra vez</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>{0}: a day like 24 Nov 2026</source>
        <translation>{0}: un día como 24 nov 2026</translation>
    </message>
</context>
<context>
    <name>AuditPanel</name>
    <message>
        <source>Administrators hand the audit trail out.</source>
        <translation>Los administradores entregan el registro de auditoría.</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Auditoría</translation>
    </message>
    <message>
        <source>Broken glass</source>
        <translation>Acceso de emergencia</translation>
    </message>
    <message>
        <source>Broken glass ({0})</source>
        <translation>Acceso de emergencia ({0})</translation>
    </message>
    <message>
        <source>Broken glass waits for your look, in the audit log.</source>
        <translation>Un acceso de emergencia espera su revisión en el registro.</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Eventos</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidentes</translation>
    </message>
    <message>
        <source>No event matches.</source>
        <translation>Ningún evento coincide.</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Show what happened since</source>
        <translation>Mostrar lo ocurrido desde entonces</translation>
    </message>
    <message>
        <source>The audit trail could not be read.</source>
        <translation>No se pudo leer el registro de auditoría.</translation>
    </message>
    <message>
        <source>This workstation, everybody</source>
        <translation>Este puesto, todos</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Your own events; administrators see everybody's</source>
        <translation>Sus propios eventos; los administradores ven los de todos</translation>
    </message>
    <message>
        <source>{0} event</source>
        <translation>{0} evento</translation>
    </message>
    <message>
        <source>{0} events</source>
        <translation>{0} eventos</translation>
    </message>
</context>
<context>
    <name>BellButton</name>
    <message>
        <source>Notices</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Notices, {0} new</source>
        <translation>Avisos, {0} nuevos</translation>
    </message>
</context>
<context>
    <name>BookingSheet</name>
    <message>
        <source>Both patients were told this time. Nobody is written to before you send the message.</source>
        <translation>A ambos pacientes se les dio esta hora. No se escribe a nadie antes de que usted envíe el mensaje.</translation>
    </message>
    <message>
        <source>Keep both (overbook)   [B]</source>
        <translation>Ambas (sobrecupo)   [B]</translation>
    </message>
    <message>
        <source>One of the two visits is no longer there.</source>
        <translation>Una de las dos citas ya no existe.</translation>
    </message>
    <message>
        <source>The two visits are in each other's way no more: nobody has to move.</source>
        <translation>Las dos citas ya no se estorban: nadie tiene que moverse.</translation>
    </message>
</context>
<context>
    <name>BreakGlassSheet</name>
    <message>
        <source>A patient whom your role is not shown</source>
        <translation>Un paciente que su función no ve</translation>
    </message>
    <message>
        <source>A reason of at least {0} characters is needed.</source>
        <translation>Se necesita un motivo de al menos {0} caracteres.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>No patient has this record number.</source>
        <translation>Ningún paciente tiene este número de historia.</translation>
    </message>
    <message>
        <source>Reason, at least {0} characters</source>
        <translation>Motivo, al menos {0} caracteres</translation>
    </message>
    <message>
        <source>Record number (MRN)</source>
        <translation>Número de historia</translation>
    </message>
    <message>
        <source>Show for {0} minutes</source>
        <translation>Mostrar durante {0} minutos</translation>
    </message>
    <message>
        <source>State a reason</source>
        <translation>Indicar un motivo</translation>
    </message>
    <message>
        <source>You will see the whole chart for {0} minutes. Who looked, when and why is written down, and an administrator reviews it.</source>
        <translation>Verá la historia completa durante {0} minutos. Queda escrito quién miró, cuándo y por qué, y un administrador lo revisa.</translation>
    </message>
</context>
<context>
    <name>CalendarCanvas</name>
    <message>
        <source>Day calendar</source>
        <translation>Calendario diario</translation>
    </message>
    <message>
        <source>{0}, {1} to {2}, closed</source>
        <translation>{0}, de {1} a {2}, cerrado</translation>
    </message>
    <message>
        <source>{0}, {1} to {2}, free</source>
        <translation>{0}, de {1} a {2}, libre</translation>
    </message>
</context>
<context>
    <name>CalendarSurface</name>
    <message>
        <source>No visits. Press N, or drag over a time, to book one.</source>
        <translation>Sin citas. Pulse N o arrastre sobre una hora para reservar.</translation>
    </message>
</context>
<context>
    <name>ChartExtras</name>
    <message>
        <source>Choose a photo of the patient…</source>
        <translation>Elegir una foto del paciente…</translation>
    </message>
    <message>
        <source>Insurance card and eligibility…</source>
        <translation>Tarjeta del seguro y cobertura…</translation>
    </message>
    <message>
        <source>Remove the patient's photo</source>
        <translation>Quitar la foto del paciente</translation>
    </message>
    <message>
        <source>Sign a consent…</source>
        <translation>Firmar un consentimiento…</translation>
    </message>
</context>
<context>
    <name>ChartPhoto</name>
    <message>
        <source>All files (*)</source>
        <translation>Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Another chart is open by now. No photo was changed.</source>
        <translation>Ya hay otra historia abierta. No se cambió ninguna foto.</translation>
    </message>
    <message>
        <source>Choose a photo</source>
        <translation>Elegir una foto</translation>
    </message>
    <message>
        <source>One picture at a time.</source>
        <translation>Una sola imagen cada vez.</translation>
    </message>
    <message>
        <source>Photo added</source>
        <translation>Foto añadida</translation>
    </message>
    <message>
        <source>Photo changed</source>
        <translation>Foto cambiada</translation>
    </message>
    <message>
        <source>Photo removed. It stays among the documents, no longer current.</source>
        <translation>Foto quitada. Sigue entre los documentos, ya no es la actual.</translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
        <translation>Imágenes ({0})</translation>
    </message>
    <message>
        <source>There is no photo.</source>
        <translation>No hay foto.</translation>
    </message>
</context>
<context>
    <name>ChartRemovals</name>
    <message>
        <source>Ask that the patient is removed…</source>
        <translation>Solicitar que se elimine al paciente…</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Abra primero una historia.</translation>
    </message>
</context>
<context>
    <name>ChartTabs</name>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>Añadir documentos</translation>
    </message>
    <message>
        <source>Balance after it: {0}</source>
        <translation>Saldo después: {0}</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Planes de cuidados</translation>
    </message>
    <message>
        <source>Chart: {0}</source>
        <translation>Historia: {0}</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>New appointment</source>
        <translation>Nueva cita</translation>
    </message>
    <message>
        <source>New care plan</source>
        <translation>Nuevo plan de cuidados</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Nuevo mensaje</translation>
    </message>
    <message>
        <source>New prescription</source>
        <translation>Nueva receta</translation>
    </message>
    <message>
        <source>No care plans</source>
        <translation>Sin planes de cuidados</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>Aún no hay documentos</translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>No hay mensajes</translation>
    </message>
    <message>
        <source>No prescriptions</source>
        <translation>Sin recetas</translation>
    </message>
    <message>
        <source>No visits yet</source>
        <translation>Aún no hay citas</translation>
    </message>
    <message>
        <source>Nothing on the account</source>
        <translation>Nada en la cuenta</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Abra primero una historia.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Recetas</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Cobrar un pago</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Citas</translation>
    </message>
</context>
<context>
    <name>ChildRow</name>
    <message>
        <source>Another desk removed this line. Saving adds it again; or remove it here too.</source>
        <translation>Otro puesto eliminó esta línea. Guardar la añade de nuevo; o elimínela también aquí.</translation>
    </message>
    <message>
        <source>Remove this line</source>
        <translation>Eliminar esta línea</translation>
    </message>
</context>
<context>
    <name>ChildRows</name>
    <message>
        <source>None recorded</source>
        <translation>Nada registrado</translation>
    </message>
    <message>
        <source>You removed this line; another desk has changed it since.</source>
        <translation>Usted eliminó esta línea; otro puesto la cambió después.</translation>
    </message>
</context>
<context>
    <name>ClaimLine</name>
    <message>
        <source>Give it back</source>
        <translation>Devolverlo</translation>
    </message>
    <message>
        <source>I look after it</source>
        <translation>Me ocupo yo</translation>
    </message>
    <message>
        <source>Nobody looks after it yet.</source>
        <translation>Aún no se ocupa nadie.</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>Asumirlo</translation>
    </message>
    <message>
        <source>The others see who has it; anybody may still decide</source>
        <translation>Los demás ven quién lo tiene; cualquiera puede decidir</translation>
    </message>
</context>
<context>
    <name>ClinicPage</name>
    <message>
        <source>Choose the zone the clinic is in.</source>
        <translation>Elija la zona horaria de la clínica.</translation>
    </message>
    <message>
        <source>Clinic name</source>
        <translation>Nombre de la clínica</translation>
    </message>
    <message>
        <source>Every time on screen is in the clinic's zone, whatever this computer's is.</source>
        <translation>Todas las horas en pantalla son de la zona de la clínica, sea cual sea la de este equipo.</translation>
    </message>
    <message>
        <source>Name of this workstation</source>
        <translation>Nombre de este puesto</translation>
    </message>
    <message>
        <source>Only letters, digits and signs that can be printed.</source>
        <translation>Solo letras, cifras y signos que se puedan imprimir.</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Esto es necesario.</translation>
    </message>
    <message>
        <source>User name, to sign in with</source>
        <translation>Nombre de usuario para iniciar sesión</translation>
    </message>
    <message>
        <source>Your clinic and you</source>
        <translation>Su clínica y usted</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Su nombre</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A change is still waiting to be saved. Close again to leave now; it will be saved before the program ends.</source>
        <translation>Un cambio aún se está guardando. Cierre otra vez para salir ahora; se guardará antes de que el programa termine.</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>From the other desk, held back</source>
        <translation>Del otro puesto, retenido</translation>
    </message>
    <message>
        <source>Held back: changed by {0}, {1}</source>
        <translation>Retenido: cambiado por {0}, {1}</translation>
    </message>
    <message>
        <source>Held back: changed {0}</source>
        <translation>Retenido: cambiado {0}</translation>
    </message>
    <message>
        <source>Keep both (overbook)</source>
        <translation>Ambas (sobrecupo)</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Conservar el mío</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>Conservar el del otro</translation>
    </message>
    <message>
        <source>Kept now</source>
        <translation>Conservado ahora</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Dejar así</translation>
    </message>
    <message>
        <source>Mine, held back</source>
        <translation>Mío, retenido</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Somebody who is shown both values decides this.</source>
        <translation>Lo decide alguien que ve ambos valores.</translation>
    </message>
    <message>
        <source>Theirs, kept</source>
        <translation>El del otro, conservado</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Dos puestos reservaron la misma hora</translation>
    </message>
    <message>
        <source>Use held back</source>
        <translation>Usar lo retenido</translation>
    </message>
    <message>
        <source>{0}, another value</source>
        <translation>{0}, otro valor</translation>
    </message>
    <message>
        <source>{0}: changed at one desk, removed at another</source>
        <translation>{0}: cambiado en un puesto, eliminado en otro</translation>
    </message>
    <message>
        <source>{0}: the steps of two desks do not fit</source>
        <translation>{0}: los pasos de dos puestos no encajan</translation>
    </message>
    <message>
        <source>{0}: two desks wrote something different</source>
        <translation>{0}: dos puestos escribieron algo distinto</translation>
    </message>
</context>
<context>
    <name>ConflictCentre</name>
    <message>
        <source>Conflicts</source>
        <translation>Conflictos</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Decididos</translation>
    </message>
    <message>
        <source>Messages to send</source>
        <translation>Mensajes por enviar</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>No mostrado.</translation>
    </message>
    <message>
        <source>Nothing waits for a decision.</source>
        <translation>Nada espera una decisión.</translation>
    </message>
    <message>
        <source>Nothing was decided yet.</source>
        <translation>Aún no se decidió nada.</translation>
    </message>
    <message>
        <source>The oldest waits: {0}</source>
        <translation>El más antiguo espera: {0}</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Por decidir</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>What is decided stands here, with both values.</source>
        <translation>Lo decidido está aquí, con ambos valores.</translation>
    </message>
    <message>
        <source>Where two desks write something different, both values wait here.</source>
        <translation>Donde dos puestos escriben algo distinto, ambos valores esperan aquí.</translation>
    </message>
</context>
<context>
    <name>ConflictNotice</name>
    <message>
        <source>1 conflict to decide</source>
        <translation>1 conflicto por decidir</translation>
    </message>
    <message>
        <source>1 message to send</source>
        <translation>1 mensaje por enviar</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Mostrarlos</translation>
    </message>
    <message>
        <source>The oldest waits: {0}</source>
        <translation>El más antiguo espera: {0}</translation>
    </message>
    <message>
        <source>{0} conflicts to decide</source>
        <translation>{0} conflictos por decidir</translation>
    </message>
    <message>
        <source>{0} messages to send</source>
        <translation>{0} mensajes por enviar</translation>
    </message>
</context>
<context>
    <name>ConnectionsPage</name>
    <message>
        <source>A payment taken at this desk waits</source>
        <translation>Un pago cobrado en este puesto espera</translation>
    </message>
    <message>
        <source>Ask the server again</source>
        <translation>Preguntar de nuevo al servidor</translation>
    </message>
    <message>
        <source>Choose a workstation that was lost or stolen.</source>
        <translation>Elija un puesto que se perdió o fue robado.</translation>
    </message>
    <message>
        <source>Chosen for everybody at this desk.</source>
        <translation>Elegido para todos en este puesto.</translation>
    </message>
    <message>
        <source>It is shut out.</source>
        <translation>Está excluido.</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Nodos</translation>
    </message>
    <message>
        <source>Shut out…</source>
        <translation>Excluir…</translation>
    </message>
    <message>
        <source>The server did not say which nodes there are.</source>
        <translation>El servidor no dijo qué nodos hay.</translation>
    </message>
    <message>
        <source>The server has no standby: nothing can wait for more than the server.</source>
        <translation>El servidor no tiene réplica: nada puede esperar a más que el servidor.</translation>
    </message>
    <message>
        <source>The server has one standby.</source>
        <translation>El servidor tiene una réplica.</translation>
    </message>
    <message>
        <source>The server has {0} standbys.</source>
        <translation>El servidor tiene {0} réplicas.</translation>
    </message>
    <message>
        <source>This desk is not joined to a server.</source>
        <translation>Este puesto no está unido a un servidor.</translation>
    </message>
    <message>
        <source>This is the desk you sit at: another desk can shut it out.</source>
        <translation>Este es el puesto en el que está: otro puesto puede excluirlo.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>for nothing</source>
        <translation>a nada</translation>
    </message>
    <message>
        <source>until every server has it</source>
        <translation>hasta que todos los servidores lo tengan</translation>
    </message>
    <message>
        <source>until most servers have it</source>
        <translation>hasta que la mayoría de los servidores lo tengan</translation>
    </message>
    <message>
        <source>until the server has it</source>
        <translation>hasta que el servidor lo tenga</translation>
    </message>
    <message>
        <source>{0} is shut out: the server takes and gives nothing there any more.</source>
        <translation>{0} está excluido: el servidor ya no da ni acepta nada allí.</translation>
    </message>
</context>
<context>
    <name>DayCalendar</name>
    <message>
        <source>Calendar of the day</source>
        <translation>Calendario del día</translation>
    </message>
</context>
<context>
    <name>DayList</name>
    <message>
        <source>Visits of the day</source>
        <translation>Citas del día</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>Already settled by {0}.</source>
        <translation>Ya lo resolvió {0}.</translation>
    </message>
    <message>
        <source>Already settled by {0}: that decision counts, yours was put aside.</source>
        <translation>Ya lo resolvió {0}: vale esa decisión, la suya se dejó aparte.</translation>
    </message>
    <message>
        <source>Conflict decided.</source>
        <translation>Conflicto decidido.</translation>
    </message>
    <message>
        <source>Dear {0},
we are sorry: we have to move your appointment of {1} to {2}. Please tell us if that does not suit you.
{3}</source>
        <translation>Estimado/a {0}:
lo sentimos: tenemos que cambiar su cita del {1} al {2}. Díganos, por favor, si no le conviene.
{3}</translation>
    </message>
    <message>
        <source>It is open again.</source>
        <translation>Está abierto de nuevo.</translation>
    </message>
    <message>
        <source>It was decided otherwise since.</source>
        <translation>Se decidió otra cosa desde entonces.</translation>
    </message>
    <message>
        <source>Noted: two people.</source>
        <translation>Anotado: dos personas.</translation>
    </message>
    <message>
        <source>Nothing is left to decide: both say the same now.</source>
        <translation>No queda nada que decidir: ambos dicen ahora lo mismo.</translation>
    </message>
    <message>
        <source>Taken back. The conflict is open again.</source>
        <translation>Deshecho. El conflicto está abierto de nuevo.</translation>
    </message>
    <message>
        <source>Taken back. The question is open again.</source>
        <translation>Deshecho. La pregunta está abierta de nuevo.</translation>
    </message>
    <message>
        <source>That time was given away meanwhile. Choose another one.</source>
        <translation>Esa hora se ocupó entretanto. Elija otra.</translation>
    </message>
    <message>
        <source>The patient was told already: move the visit again.</source>
        <translation>Al paciente ya se le avisó: mueva la cita otra vez.</translation>
    </message>
    <message>
        <source>Your appointment was moved</source>
        <translation>Su cita fue cambiada</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>otra persona</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>{0} was moved to {1}.</source>
        <translation>{0} pasó a {1}.</translation>
    </message>
</context>
<context>
    <name>DetailPane</name>
    <message>
        <source>Came second: {0}</source>
        <translation>Llegó segundo: {0}</translation>
    </message>
    <message>
        <source>Held back: {0}</source>
        <translation>Retenido: {0}</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Abrir de nuevo</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Abrir la historia de {0}</translation>
    </message>
</context>
<context>
    <name>DraftBar</name>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>¿Descartar definitivamente?</translation>
    </message>
    <message>
        <source>Draft of {0} restored.</source>
        <translation>Borrador de {0} recuperado.</translation>
    </message>
    <message>
        <source>Throw the draft away and show what is stored</source>
        <translation>Desechar el borrador y mostrar lo guardado</translation>
    </message>
</context>
<context>
    <name>DraftCard</name>
    <message>
        <source>How it is sent</source>
        <translation>Cómo se envía</translation>
    </message>
    <message>
        <source>Mark as sent</source>
        <translation>Marcar como enviado</translation>
    </message>
    <message>
        <source>Marked as sent to {0}.</source>
        <translation>Marcado como enviado a {0}.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Message thrown away.</source>
        <translation>Mensaje desechado.</translation>
    </message>
    <message>
        <source>Message to {0}</source>
        <translation>Mensaje para {0}</translation>
    </message>
    <message>
        <source>No phone or e-mail known</source>
        <translation>No se conoce teléfono ni correo</translation>
    </message>
    <message>
        <source>Really throw it away?</source>
        <translation>¿Desecharlo de verdad?</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Desechar</translation>
    </message>
    <message>
        <source>You told the patient so; from then on the text stays</source>
        <translation>Usted se lo dijo así al paciente; desde entonces el texto queda</translation>
    </message>
</context>
<context>
    <name>DuplicateSheet</name>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Nacimiento</translation>
    </message>
    <message>
        <source>Both were registered, and much of what is known of them is the same. Look at both charts: nobody is merged by the program itself.</source>
        <translation>Ambos fueron registrados, y mucho de lo que se sabe de ellos es igual. Mire ambas historias: el programa no une a nadie por sí mismo.</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Unir…</translation>
    </message>
    <message>
        <source>One of the two is no longer there, or not shown to your role.</source>
        <translation>Uno de los dos ya no existe, o su función no lo ve.</translation>
    </message>
    <message>
        <source>One person: merge the two records</source>
        <translation>Una persona: unir las dos historias</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Abrir la historia de {0}</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Número de historia</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Sexo</translation>
    </message>
    <message>
        <source>Two people: do not ask again</source>
        <translation>Dos personas: no preguntar más</translation>
    </message>
    <message>
        <source>{0} · differs</source>
        <translation>{0} · difiere</translation>
    </message>
</context>
<context>
    <name>ExportCard</name>
    <message>
        <source>Allowed by {0}. Written {1}, {2} lines.</source>
        <translation>Permitido por {0}. Escrito {1}, {2} líneas.</translation>
    </message>
    <message>
        <source>Days of service: {0} to {1}</source>
        <translation>Días de servicio: {0} a {1}</translation>
    </message>
    <message>
        <source>It can be written once, until {0}.</source>
        <translation>Se puede escribir una vez, hasta {0}.</translation>
    </message>
    <message>
        <source>Save the file…</source>
        <translation>Guardar el archivo…</translation>
    </message>
    <message>
        <source>{0} ({1}) asked for: {2}, for {3}</source>
        <translation>{0} ({1}) pidió: {2}, para {3}</translation>
    </message>
</context>
<context>
    <name>ExportRequestsDialog</name>
    <message>
        <source>Files of patients' data</source>
        <translation>Archivos con datos de pacientes</translation>
    </message>
    <message>
        <source>Nobody asked for a file.</source>
        <translation>Nadie ha pedido un archivo.</translation>
    </message>
    <message>
        <source>Save the file</source>
        <translation>Guardar el archivo</translation>
    </message>
    <message>
        <source>Whoever needs many patients' data outside the program asks for it here. A second person, acting as administrator, allows it or refuses it, at this desk or at their own. The file is written once, within a day, and everybody in it stands in the audit log.</source>
        <translation>Quien necesite datos de muchos pacientes fuera del programa los pide aquí. Una segunda persona, como administradora, lo permite o lo rechaza, en este puesto o en el suyo. El archivo se escribe una vez, en el plazo de un día, y todos los que contiene constan en el registro de auditoría.</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>Se escribió {0}.</translation>
    </message>
</context>
<context>
    <name>ExportWish</name>
    <message>
        <source>Ask for it</source>
        <translation>Pedirlo</translation>
    </message>
    <message>
        <source>First day of service</source>
        <translation>Primer día de servicio</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>Para quién</translation>
    </message>
    <message>
        <source>Last day of service</source>
        <translation>Último día de servicio</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>This is no day.</source>
        <translation>Eso no es un día.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
</context>
<context>
    <name>FieldRow</name>
    <message>
        <source>Another value</source>
        <translation>Otro valor</translation>
    </message>
    <message>
        <source>{0}, another value</source>
        <translation>{0}, otro valor</translation>
    </message>
    <message>
        <source>{0}, as it stands: {1}</source>
        <translation>{0}, como está: {1}</translation>
    </message>
    <message>
        <source>{0}, held back: {1}</source>
        <translation>{0}, retenido: {1}</translation>
    </message>
</context>
<context>
    <name>FieldSheet</name>
    <message>
        <source>As it stands</source>
        <translation>Como está</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>Both values are kept until somebody decides; nothing is lost.</source>
        <translation>Ambos valores se conservan hasta que alguien decida; nada se pierde.</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>Retenido</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Conservar ambos</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Conservar el mío</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>Conservar el del otro</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Tecla: {0}</translation>
    </message>
    <message>
        <source>Leave as it stands</source>
        <translation>Dejar como está</translation>
    </message>
    <message>
        <source>Mine, held back</source>
        <translation>Mío, retenido</translation>
    </message>
    <message>
        <source>Save this choice</source>
        <translation>Guardar esta elección</translation>
    </message>
    <message>
        <source>Somebody who is shown both values decides this.</source>
        <translation>Lo decide alguien que ve ambos valores.</translation>
    </message>
    <message>
        <source>Take what was held back</source>
        <translation>Tomar lo retenido</translation>
    </message>
    <message>
        <source>The change was held back: another desk had removed the record.</source>
        <translation>El cambio se retuvo: otro puesto había eliminado el registro.</translation>
    </message>
    <message>
        <source>The removal was held back: another desk had changed the record.</source>
        <translation>La eliminación se retuvo: otro puesto había cambiado el registro.</translation>
    </message>
    <message>
        <source>Theirs, as it stands</source>
        <translation>Del otro, como está</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>eliminado</translation>
    </message>
    <message>
        <source>{0} (changed since; then: {1})</source>
        <translation>{0} (cambiado desde entonces; antes: {1})</translation>
    </message>
</context>
<context>
    <name>FirstRunWindow</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Create the clinic</source>
        <translation>Crear la clínica</translation>
    </message>
    <message>
        <source>Drop the interrupted join?</source>
        <translation>¿Abandonar la incorporación interrumpida?</translation>
    </message>
    <message>
        <source>Join the clinic</source>
        <translation>Unirse a la clínica</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservarla</translation>
    </message>
    <message>
        <source>Leave without it</source>
        <translation>Salir sin él</translation>
    </message>
    <message>
        <source>Leave without the recovery code?</source>
        <translation>¿Salir sin el código de recuperación?</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Quedarse</translation>
    </message>
    <message>
        <source>The clinic is made, but nobody has kept its recovery code. If the passphrase is forgotten or the keyring is lost, the data is lost. A new code can be made later: clinic-desk recovery-code.</source>
        <translation>La clínica está creada, pero nadie guardó su código de recuperación. Si se olvida la frase de paso o se pierde el llavero, los datos se pierden. Más tarde se puede hacer un código nuevo: clinic-desk recovery-code.</translation>
    </message>
    <message>
        <source>What was made for it on this computer is deleted; nothing was typed into it yet. You need a fresh code to join again.</source>
        <translation>Se borra lo que se hizo para ella en este equipo; aún no se escribió nada. Para unirse de nuevo necesita un código nuevo.</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>FormBody</name>
    <message>
        <source>Alert and allergies</source>
        <translation>Aviso y alergias</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identidad</translation>
    </message>
</context>
<context>
    <name>GlassCard</name>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Note on the review</source>
        <translation>Nota de la revisión</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Motivo: {0}</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Revisado</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Alguien que ya no figura</translation>
    </message>
    <message>
        <source>a removed patient</source>
        <translation>un paciente eliminado</translation>
    </message>
    <message>
        <source>{0} ({1}) saw {2}</source>
        <translation>{0} ({1}) vio {2}</translation>
    </message>
    <message>
        <source>{0} until {1}</source>
        <translation>{0} hasta {1}</translation>
    </message>
</context>
<context>
    <name>GlassPage</name>
    <message>
        <source>Every breaking of the glass was looked at by an administrator.</source>
        <translation>Un administrador miró cada acceso de emergencia.</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>No mostrado.</translation>
    </message>
    <message>
        <source>Nothing to review.</source>
        <translation>Nada que revisar.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
</context>
<context>
    <name>GlassWatch</name>
    <message>
        <source>Glass broken until {0}, reason recorded</source>
        <translation>Acceso de emergencia hasta {0}, motivo registrado</translation>
    </message>
</context>
<context>
    <name>GuarantorAnswers</name>
    <message>
        <source>not shown</source>
        <translation>no mostrado</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>eliminado</translation>
    </message>
</context>
<context>
    <name>HeldView</name>
    <message>
        <source>Draft now</source>
        <translation>Redactar ahora</translation>
    </message>
    <message>
        <source>The message about a changed visit could not be drafted. {0}</source>
        <translation>No se pudo redactar el mensaje sobre una cita cambiada. {0}</translation>
    </message>
    <message>
        <source>Write nothing</source>
        <translation>No escribir</translation>
    </message>
</context>
<context>
    <name>HouseholdAnswers</name>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} y {1} más</translation>
    </message>
</context>
<context>
    <name>IdentityHeader</name>
    <message>
        <source>Choose a photo…</source>
        <translation>Elegir una foto…</translation>
    </message>
    <message>
        <source>Choose or remove the photo</source>
        <translation>Elegir o quitar la foto</translation>
    </message>
    <message>
        <source>Close patient (Esc)</source>
        <translation>Cerrar el paciente (Esc)</translation>
    </message>
    <message>
        <source>No photo</source>
        <translation>Sin foto</translation>
    </message>
    <message>
        <source>No photo of {0}</source>
        <translation>Sin foto de {0}</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>No mostrado</translation>
    </message>
    <message>
        <source>Photo of {0}</source>
        <translation>Foto de {0}</translation>
    </message>
    <message>
        <source>Remove the photo</source>
        <translation>Quitar la foto</translation>
    </message>
    <message>
        <source>There is no photo.</source>
        <translation>No hay foto.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Cancel import</source>
        <translation>Cancelar la importación</translation>
    </message>
    <message>
        <source>Choose a folder to import</source>
        <translation>Elija una carpeta para importar</translation>
    </message>
    <message>
        <source>Choose files to import</source>
        <translation>Elija archivos para importar</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Elegir archivos…</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Elegir carpeta…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Done. {0} records were written.</source>
        <translation>Hecho. Se escribieron {0} registros.</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>FHIR R4 bundles, bulk ndjson files, tables (CSV) and whole folders, also gzip. Importing the same files again changes nothing.</source>
        <translation>Paquetes FHIR R4, archivos ndjson, tablas (CSV) y carpetas enteras, también gzip. Importar otra vez los mismos archivos no cambia nada.</translation>
    </message>
    <message>
        <source>FHIR files and tables (*.json *.ndjson *.csv *.gz)</source>
        <translation>Archivos FHIR y tablas (*.json *.ndjson *.csv *.gz)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <source>Import patients</source>
        <translation>Importar pacientes</translation>
    </message>
    <message>
        <source>Import progress</source>
        <translation>Avance de la importación</translation>
    </message>
    <message>
        <source>Looking at file {0} of {1}</source>
        <translation>Mirando el archivo {0} de {1}</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Mirando los archivos…</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>No conservados</translation>
    </message>
    <message>
        <source>Patient {0} of {1}</source>
        <translation>Paciente {0} de {1}</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Leídos</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Record type</source>
        <translation>Tipo de registro</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazados</translation>
    </message>
    <message>
        <source>Refused or not kept</source>
        <translation>Rechazado o no conservado</translation>
    </message>
    <message>
        <source>Stopped. {0} records were written; they stay.</source>
        <translation>Detenido. Se escribieron {0} registros; se quedan.</translation>
    </message>
    <message>
        <source>Stopping after the present patient…</source>
        <translation>Deteniendo tras el paciente actual…</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Sin cambios</translation>
    </message>
    <message>
        <source>What was imported</source>
        <translation>Lo que se importó</translation>
    </message>
    <message>
        <source>What was refused or not kept, and why</source>
        <translation>Qué se rechazó o no se conservó, y por qué</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Escritos</translation>
    </message>
    <message>
        <source>{0} not kept: {1}</source>
        <translation>{0} no conservado: {1}</translation>
    </message>
</context>
<context>
    <name>JoinPage</name>
    <message>
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
    <message>
        <source>An address looks like https://clinic.example.org</source>
        <translation>Una dirección es como https://clinic.example.org</translation>
    </message>
    <message>
        <source>An administrator gives you the address and the code. A code works once, for a day.</source>
        <translation>Un administrador le da la dirección y el código. Un código sirve una vez, durante un día.</translation>
    </message>
    <message>
        <source>Certificate of the clinic's own authority</source>
        <translation>Certificado de la autoridad propia de la clínica</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Certificados</translation>
    </message>
    <message>
        <source>Join a clinic</source>
        <translation>Unirse a una clínica</translation>
    </message>
    <message>
        <source>Joining {0} was interrupted on this computer. Go on with the same code, or a fresh one of that clinic.</source>
        <translation>La incorporación a {0} se interrumpió en este equipo. Siga con el mismo código o con uno nuevo de esa clínica.</translation>
    </message>
    <message>
        <source>Off this computer the address must begin with https://</source>
        <translation>Fuera de este equipo la dirección debe empezar con https://</translation>
    </message>
    <message>
        <source>Only where whoever runs the server gave you its certificate as a file.</source>
        <translation>Solo si quien administra el servidor le dio su certificado en un archivo.</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Dirección del servidor</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>The clinic's own authority…</source>
        <translation>Autoridad propia de la clínica…</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Esto es necesario.</translation>
    </message>
    <message>
        <source>User name the code was made for</source>
        <translation>Nombre de usuario para el que se hizo el código</translation>
    </message>
    <message>
        <source>Without it</source>
        <translation>Sin ella</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
</context>
<context>
    <name>ListStates</name>
    <message>
        <source>Loading…</source>
        <translation>Cargando…</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Locked. What you typed is kept.</source>
        <translation>Bloqueado. Se conserva lo que escribió.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Saving, then closing…</source>
        <translation>Guardando y después cerrando…</translation>
    </message>
    <message>
        <source>There is no list with columns here.</source>
        <translation>Aquí no hay lista con columnas.</translation>
    </message>
    <message>
        <source>{0} – Clinic Desk</source>
        <translation>{0} – Clinic Desk</translation>
    </message>
</context>
<context>
    <name>MeasurementsModel</name>
    <message>
        <source>Failed</source>
        <translation>Fallidos</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Más largo</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Lento</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sincronización</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Habitual</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Ventana</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} ms</translation>
    </message>
</context>
<context>
    <name>MeasurementsPage</name>
    <message>
        <source>Ended: {0}</source>
        <translation>Terminado: {0}</translation>
    </message>
    <message>
        <source>In this session.</source>
        <translation>En esta sesión.</translation>
    </message>
    <message>
        <source>Kept on this computer only, without patients and records.</source>
        <translation>Se guarda solo en este equipo, sin pacientes ni registros.</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Mediciones</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>Aún no se midió nada.</translation>
    </message>
    <message>
        <source>Show what was measured since</source>
        <translation>Mostrar lo medido desde entonces</translation>
    </message>
    <message>
        <source>Since {0}, in {1} earlier session and this one.</source>
        <translation>Desde {0}, en {1} sesión anterior y esta.</translation>
    </message>
    <message>
        <source>Since {0}, in {1} earlier sessions and this one.</source>
        <translation>Desde {0}, en {1} sesiones anteriores y esta.</translation>
    </message>
    <message>
        <source>The measurements could not be read.</source>
        <translation>No se pudieron leer las mediciones.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
</context>
<context>
    <name>MendingForm</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Changed in the record's own form</source>
        <translation>Se cambia en el formulario propio del registro</translation>
    </message>
    <message>
        <source>Nothing was changed. To try it as it is: Send again.</source>
        <translation>No se cambió nada. Para probarlo como está: Enviar de nuevo.</translation>
    </message>
    <message>
        <source>Put a change right</source>
        <translation>Corregir un cambio</translation>
    </message>
    <message>
        <source>Put right; it is sent.</source>
        <translation>Corregido; se envía.</translation>
    </message>
    <message>
        <source>Send this</source>
        <translation>Enviar esto</translation>
    </message>
    <message>
        <source>The server's word: {0}</source>
        <translation>Lo que dice el servidor: {0}</translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Go on with {0}</source>
        <translation>Seguir con {0}</translation>
    </message>
    <message>
        <source>Goes on being used</source>
        <translation>Sigue en uso</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Unir</translation>
    </message>
    <message>
        <source>Merge two records</source>
        <translation>Unir dos historias</translation>
    </message>
    <message>
        <source>Merge two records of one person</source>
        <translation>Unir dos historias de una persona</translation>
    </message>
    <message>
        <source>One of them goes on being used; the other is put away, and its number finds the first one. Nothing is moved or lost, and it can be taken back however much is written since.</source>
        <translation>Una de ellas sigue en uso; la otra se retira, y su número lleva a la primera. Nada se mueve ni se pierde, y se puede deshacer por mucho que se escriba desde entonces.</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Motivo (opcional)</translation>
    </message>
    <message>
        <source>Records of both</source>
        <translation>Registros de ambos</translation>
    </message>
    <message>
        <source>There may be more that your role is not shown.</source>
        <translation>Puede haber más que su función no ve.</translation>
    </message>
    <message>
        <source>Two records were merged</source>
        <translation>Se unieron dos historias</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>MergedRecords</name>
    <message>
        <source>Make {0} a patient of their own again</source>
        <translation>Hacer de {0} otra vez un paciente propio</translation>
    </message>
    <message>
        <source>Merged into this record</source>
        <translation>Unido a esta historia</translation>
    </message>
    <message>
        <source>Two again…</source>
        <translation>Dos de nuevo…</translation>
    </message>
</context>
<context>
    <name>Merging</name>
    <message>
        <source>That is the same record.</source>
        <translation>Esa es la misma historia.</translation>
    </message>
    <message>
        <source>Two patients again</source>
        <translation>Dos pacientes de nuevo</translation>
    </message>
    <message>
        <source>Two patients again. A task asks whose the newer records are.</source>
        <translation>Dos pacientes de nuevo. Una tarea pregunta de quién son los registros más nuevos.</translation>
    </message>
</context>
<context>
    <name>MessagesPage</name>
    <message>
        <source>No message waits to be sent.</source>
        <translation>Ningún mensaje espera envío.</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>No mostrado.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Whoever moves a visit drafts the message about it, and it stands here.</source>
        <translation>Quien mueve una cita redacta el mensaje sobre ella, y está aquí.</translation>
    </message>
</context>
<context>
    <name>NodesModel</name>
    <message>
        <source>1 change behind</source>
        <translation>1 cambio de retraso</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>No responde</translation>
    </message>
    <message>
        <source>In step</source>
        <translation>Al día</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Visto por última vez</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>Excluido</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Réplica</translation>
    </message>
    <message>
        <source>Standby {0}</source>
        <translation>Réplica {0}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
    <message>
        <source>{0} (this desk)</source>
        <translation>{0} (este puesto)</translation>
    </message>
    <message>
        <source>{0} changes behind</source>
        <translation>{0} cambios de retraso</translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Aún no hay avisos.</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>OtherRecordDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Merge with another record</source>
        <translation>Unir con otra historia</translation>
    </message>
    <message>
        <source>Who is the same person as {0}? Both are shown before anything is merged.</source>
        <translation>¿Quién es la misma persona que {0}? Se muestran ambos antes de unir nada.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>PartDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Each has what was written for it, before and since. Fields go back where nobody changed them since; a task asks about the rest.</source>
        <translation>Cada uno tiene lo que se escribió para él, antes y después. Los campos vuelven donde nadie los cambió; por el resto pregunta una tarea.</translation>
    </message>
    <message>
        <source>Make two patients</source>
        <translation>Hacer dos pacientes</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Motivo (opcional)</translation>
    </message>
    <message>
        <source>Two patients again</source>
        <translation>Dos pacientes de nuevo</translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>A few words that only you would put together are best.</source>
        <translation>Lo mejor son unas palabras que solo usted uniría.</translation>
    </message>
    <message>
        <source>At least {0} characters</source>
        <translation>Al menos {0} caracteres</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Buscar otra vez</translation>
    </message>
    <message>
        <source>Look for the keyring again</source>
        <translation>Buscar el llavero otra vez</translation>
    </message>
    <message>
        <source>Not one sign repeated, not just your name or the clinic's</source>
        <translation>No un signo repetido, ni solo su nombre o el de la clínica</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de paso</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>Mostrar lo que escribo</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>La misma una vez más</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Las dos no son iguales.</translation>
    </message>
    <message>
        <source>Type the passphrase with which this join was begun.</source>
        <translation>Escriba la frase de paso con la que empezó esta incorporación.</translation>
    </message>
    <message>
        <source>Type the passphrase.</source>
        <translation>Escriba la frase de paso.</translation>
    </message>
    <message>
        <source>Typed twice alike</source>
        <translation>Escrita dos veces igual</translation>
    </message>
    <message>
        <source>Whoever works at another desk of the clinic already uses the same passphrase here.</source>
        <translation>Quien ya trabaja en otro puesto de la clínica usa aquí la misma frase de paso.</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Su frase de paso</translation>
    </message>
    <message>
        <source>{0}: {1} more</source>
        <translation>{0}: {1} más</translation>
    </message>
</context>
<context>
    <name>PatientForm</name>
    <message>
        <source>Another desk removed this patient. Your text is still here.</source>
        <translation>Otro puesto eliminó a este paciente. Su texto sigue aquí.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Edit {0}</source>
        <translation>Editar {0}</translation>
    </message>
    <message>
        <source>New patient</source>
        <translation>Nuevo paciente</translation>
    </message>
    <message>
        <source>Not shown any more</source>
        <translation>Ya no se muestra</translation>
    </message>
    <message>
        <source>Please correct the marked fields.</source>
        <translation>Corrija los campos marcados.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Guardar (Ctrl+S)</translation>
    </message>
    <message>
        <source>Saved. What you typed meanwhile is not saved yet.</source>
        <translation>Guardado. Lo que escribió entretanto aún no está guardado.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
</context>
<context>
    <name>PatientGlance</name>
    <message>
        <source>Active prescriptions</source>
        <translation>Recetas activas</translation>
    </message>
    <message>
        <source>Answers for</source>
        <translation>Responde por</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Saldo</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Plan de cuidados</translation>
    </message>
    <message>
        <source>Care team</source>
        <translation>Equipo de atención</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Contact of</source>
        <translation>Contacto de</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Documento</translation>
    </message>
    <message>
        <source>Due again {0}</source>
        <translation>Próxima fecha {0}</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Garante</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Hogar</translation>
    </message>
    <message>
        <source>Last payment</source>
        <translation>Último pago</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pago</translation>
    </message>
    <message>
        <source>Pending documents</source>
        <translation>Documentos pendientes</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Unread messages</source>
        <translation>Mensajes sin leer</translation>
    </message>
    <message>
        <source>Vaccination</source>
        <translation>Vacuna</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Citas</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>y {0} más</translation>
    </message>
    <message>
        <source>and {0} or more</source>
        <translation>y {0} o más</translation>
    </message>
    <message>
        <source>dose {0}</source>
        <translation>dosis {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>hasta {0}</translation>
    </message>
    <message>
        <source>{0} credit</source>
        <translation>{0} a favor</translation>
    </message>
    <message>
        <source>{0} owed</source>
        <translation>{0} adeudado</translation>
    </message>
</context>
<context>
    <name>PatientListPage</name>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Filter by name, phone, date of birth, MRN</source>
        <translation>Filtrar por nombre, teléfono, nacimiento, n.º historia</translation>
    </message>
    <message>
        <source>New patient</source>
        <translation>Nuevo paciente</translation>
    </message>
    <message>
        <source>New patient (Ctrl+N)</source>
        <translation>Nuevo paciente (Ctrl+N)</translation>
    </message>
    <message>
        <source>No patient matches</source>
        <translation>Ningún paciente coincide</translation>
    </message>
    <message>
        <source>No patients yet</source>
        <translation>Aún no hay pacientes</translation>
    </message>
    <message>
        <source>Open the patient from a visit in Appointments, or give the record number. Either way you state a reason; it is written down and reviewed.</source>
        <translation>Abra al paciente desde una cita en Citas o dé el número de historia. En ambos casos indica un motivo; queda escrito y se revisa.</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Pacientes</translation>
    </message>
    <message>
        <source>Register the first one, or import them from the menu.</source>
        <translation>Registre al primero o impórtelos desde el menú.</translation>
    </message>
    <message>
        <source>Show all patients</source>
        <translation>Mostrar todos los pacientes</translation>
    </message>
    <message>
        <source>State a reason…</source>
        <translation>Indicar un motivo…</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Unsynced</source>
        <translation>Sin sincronizar</translation>
    </message>
    <message>
        <source>{0} found</source>
        <translation>{0} encontrados</translation>
    </message>
</context>
<context>
    <name>PatientPhoto</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>PatientSidePanel</name>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Alergias: {0}</translation>
    </message>
    <message>
        <source>Allergy: {0}</source>
        <translation>Alergia: {0}</translation>
    </message>
    <message>
        <source>At a glance</source>
        <translation>De un vistazo</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Reservar</translation>
    </message>
    <message>
        <source>Call in again</source>
        <translation>Volver a citar</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>Edit this patient (F2)</source>
        <translation>Editar este paciente (F2)</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Contactos de emergencia</translation>
    </message>
    <message>
        <source>Family and care team</source>
        <translation>Familia y equipo de atención</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Última</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medicamentos</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Móvil</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Próxima cita</translation>
    </message>
    <message>
        <source>None booked</source>
        <translation>Ninguna reservada</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient {0}</source>
        <translation>Paciente {0}</translation>
    </message>
    <message>
        <source>Patient, not shown</source>
        <translation>Paciente, no mostrado</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Print a chart summary (Ctrl+P)</source>
        <translation>Imprimir un resumen de la historia (Ctrl+P)</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Imprimir…</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Recalls</source>
        <translation>Recordatorios de citas</translation>
    </message>
    <message>
        <source>Recent activity</source>
        <translation>Actividad reciente</translation>
    </message>
    <message>
        <source>Screenings</source>
        <translation>Cribados</translation>
    </message>
    <message>
        <source>Vaccinations</source>
        <translation>Vacunas</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>Constantes vitales</translation>
    </message>
    <message>
        <source>Vital signs…</source>
        <translation>Signos vitales…</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>What was measured, and when (Ctrl+M)</source>
        <translation>Qué se midió y cuándo (Ctrl+M)</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Trabajo</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>y {0} más</translation>
    </message>
</context>
<context>
    <name>PatientsPanel</name>
    <message>
        <source>Call in again</source>
        <translation>Volver a citar</translation>
    </message>
    <message>
        <source>Conflict decided</source>
        <translation>Conflicto decidido</translation>
    </message>
    <message>
        <source>Edit patient</source>
        <translation>Editar el paciente</translation>
    </message>
    <message>
        <source>Merge patient with another record…</source>
        <translation>Unir el paciente con otra historia…</translation>
    </message>
    <message>
        <source>Open a patient's chart first.</source>
        <translation>Abra primero una historia.</translation>
    </message>
    <message>
        <source>Open the chart of one of the two first.</source>
        <translation>Abra primero la historia de uno de los dos.</translation>
    </message>
    <message>
        <source>Patient saved</source>
        <translation>Paciente guardado</translation>
    </message>
    <message>
        <source>Print a chart summary…</source>
        <translation>Imprimir un resumen de la historia…</translation>
    </message>
    <message>
        <source>Report an incident about this patient…</source>
        <translation>Informar de un incidente de este paciente…</translation>
    </message>
    <message>
        <source>Save or discard the open form first.</source>
        <translation>Guarde o descarte primero el formulario abierto.</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Cobrar un pago</translation>
    </message>
    <message>
        <source>This conflict was decided already.</source>
        <translation>Este conflicto ya se decidió.</translation>
    </message>
    <message>
        <source>Vital signs…</source>
        <translation>Signos vitales…</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>A PIN for this computer</source>
        <translation>Un PIN para este equipo</translation>
    </message>
    <message>
        <source>Optional. It unlocks this computer in a moment and is worth nothing on any other. After ten failures only the passphrase helps.</source>
        <translation>Opcional. Desbloquea este equipo en un momento y no vale nada en ningún otro. Tras diez fallos solo sirve la frase de paso.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>The same once more</source>
        <translation>La misma una vez más</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Las dos no son iguales.</translation>
    </message>
    <message>
        <source>{0} to {1} digits: no date, no sequence, no repetition. Leave both empty to go on without a PIN.</source>
        <translation>De {0} a {1} cifras: sin fecha, sin serie, sin repetición. Deje ambos vacíos para seguir sin PIN.</translation>
    </message>
</context>
<context>
    <name>ProofBar</name>
    <message>
        <source>Its end is NOT the one the keyring remembers.</source>
        <translation>Su final NO es el que recuerda el llavero.</translation>
    </message>
    <message>
        <source>Its end is the one the keyring remembers.</source>
        <translation>Su final es el que recuerda el llavero.</translation>
    </message>
    <message>
        <source>No keyring guards its end.</source>
        <translation>Ningún llavero guarda su final.</translation>
    </message>
    <message>
        <source>Signed export…</source>
        <translation>Exportación firmada…</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>Tabla (CSV)…</translation>
    </message>
    <message>
        <source>The keyring does not take its end: a cut could go unnoticed.</source>
        <translation>El llavero no acepta su final: un corte podría pasar inadvertido.</translation>
    </message>
    <message>
        <source>Trail {0}: {1} events. {2}</source>
        <translation>Registro {0}: {1} eventos. {2}</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>being verified…</source>
        <translation>verificando…</translation>
    </message>
    <message>
        <source>broken at event {0}</source>
        <translation>roto en el evento {0}</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>no verificado</translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation>aún sin verificar</translation>
    </message>
    <message>
        <source>whole, verified at {0}</source>
        <translation>íntegro, verificado a las {0}</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Panels</source>
        <translation>Paneles</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>{0}, {1} waiting</source>
        <translation>{0}, {1} en espera</translation>
    </message>
</context>
<context>
    <name>ReadOnlyBanner</name>
    <message>
        <source>For reading only: the audit trail or the data on this computer is not as this desk left it. Nothing can be saved; tell whoever runs the clinic's computers.</source>
        <translation>Solo lectura: el registro de auditoría o los datos de este equipo no están como este puesto los dejó. No se puede guardar nada; avise a quien administra los equipos de la clínica.</translation>
    </message>
</context>
<context>
    <name>ReadyPage</name>
    <message>
        <source>A PIN: not possible here</source>
        <translation>Un PIN: aquí no es posible</translation>
    </message>
    <message>
        <source>A PIN: not set</source>
        <translation>Un PIN: no definido</translation>
    </message>
    <message>
        <source>A PIN: set on this computer</source>
        <translation>Un PIN: definido en este equipo</translation>
    </message>
    <message>
        <source>A backup</source>
        <translation>Una copia de seguridad</translation>
    </message>
    <message>
        <source>A second desk</source>
        <translation>Un segundo puesto</translation>
    </message>
    <message>
        <source>Clinic Desk is ready</source>
        <translation>Clinic Desk está listo</translation>
    </message>
    <message>
        <source>It needs a trusted keyring, and this desk was made without one.</source>
        <translation>Requiere un llavero de confianza, y este puesto se creó sin él.</translation>
    </message>
    <message>
        <source>Let others work at this computer, each with a passphrase of their own:</source>
        <translation>Permita que otros trabajen en este equipo, cada cual con su frase de paso:</translation>
    </message>
    <message>
        <source>Made daily while the window is open; to another disk at once:</source>
        <translation>A diario mientras la ventana está abierta; ahora mismo a otro disco:</translation>
    </message>
    <message>
        <source>Menu at the top right → Import…: FHIR R4 files or folders.</source>
        <translation>Menú arriba a la derecha → Importar…: archivos o carpetas FHIR R4.</translation>
    </message>
    <message>
        <source>Once this desk is on a server, invite one; there choose “Join a clinic”:</source>
        <translation>Cuando este puesto esté en un servidor, invite a uno; allí elija «Unirse a una clínica»:</translation>
    </message>
    <message>
        <source>Open Clinic Desk</source>
        <translation>Abrir Clinic Desk</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Pacientes</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>Unlocks this computer in a moment. Set or change it:</source>
        <translation>Desbloquea este equipo en un momento. Definirlo o cambiarlo:</translation>
    </message>
    <message>
        <source>What comes next. The commands run at a terminal while the window is closed.</source>
        <translation>Lo que sigue. Los comandos se ejecutan en una terminal con la ventana cerrada.</translation>
    </message>
</context>
<context>
    <name>RecoveryPage</name>
    <message>
        <source>Copied. The clipboard is cleared in 30 seconds.</source>
        <translation>Copiado. El portapapeles se vacía en 30 segundos.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Group {0}: {1}</source>
        <translation>Grupo {0}: {1}</translation>
    </message>
    <message>
        <source>It could not be saved there. Choose another place.</source>
        <translation>No se pudo guardar ahí. Elija otro lugar.</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Imprimir…</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Código de recuperación</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Guardar como PDF…</translation>
    </message>
    <message>
        <source>Save the recovery code</source>
        <translation>Guardar el código de recuperación</translation>
    </message>
    <message>
        <source>Saved. Move the file off this computer: whoever has it gets in.</source>
        <translation>Guardado. Saque el archivo de este equipo: quien lo tenga puede entrar.</translation>
    </message>
    <message>
        <source>Sent to the printer. Fetch the sheet before you go on.</source>
        <translation>Enviado a la impresora. Recoja la hoja antes de seguir.</translation>
    </message>
    <message>
        <source>Shown only now. It is the way back in when the passphrase is forgotten or this computer's keyring is lost: without it the data is lost then.</source>
        <translation>Solo se muestra ahora. Es el camino de vuelta si se olvida la frase de paso o se pierde el llavero de este equipo: sin él, los datos se pierden.</translation>
    </message>
    <message>
        <source>That is not group {0}. Compare it with your copy.</source>
        <translation>Ese no es el grupo {0}. Compárelo con su copia.</translation>
    </message>
    <message>
        <source>This computer has no printer: save the sheet, or write the code down.</source>
        <translation>Este equipo no tiene impresora: guarde la hoja o escriba el código a mano.</translation>
    </message>
    <message>
        <source>To go on, type group {0} from your copy</source>
        <translation>Para seguir, escriba el grupo {0} de su copia</translation>
    </message>
    <message>
        <source>Your recovery code</source>
        <translation>Su código de recuperación</translation>
    </message>
</context>
<context>
    <name>ReducedBanner</name>
    <message>
        <source>Reduced protection: no trusted keyring guards this computer, only the passphrase.</source>
        <translation>Protección reducida: ningún llavero de confianza guarda este equipo, solo la frase de paso.</translation>
    </message>
</context>
<context>
    <name>RemoteChangeBar</name>
    <message>
        <source>Another desk changed this patient meanwhile.</source>
        <translation>Otro puesto cambió a este paciente entretanto.</translation>
    </message>
    <message>
        <source>Another desk changed: {0}. The new values are shown.</source>
        <translation>Otro puesto cambió: {0}. Se muestran los valores nuevos.</translation>
    </message>
</context>
<context>
    <name>RemovalCard</name>
    <message>
        <source>A third person, acting as administrator, removes them until {0}.</source>
        <translation>Una tercera persona, como administrador, lo elimina hasta {0}.</translation>
    </message>
    <message>
        <source>Allowed by {0}. Removed by {1}, {2}.</source>
        <translation>Permitido por {0}. Eliminado por {1}, {2}.</translation>
    </message>
    <message>
        <source>Bring the patient back</source>
        <translation>Traer de vuelta al paciente</translation>
    </message>
    <message>
        <source>Bring {0} back</source>
        <translation>Traer de vuelta a {0}</translation>
    </message>
    <message>
        <source>Not to be removed as long as there are: {0}.</source>
        <translation>No se puede eliminar mientras haya: {0}.</translation>
    </message>
    <message>
        <source>Remove the patient</source>
        <translation>Eliminar al paciente</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>Eliminar a {0}</translation>
    </message>
    <message>
        <source>The front desk or an administrator can bring the patient back.</source>
        <translation>La recepción o un administrador puede traer de vuelta al paciente.</translation>
    </message>
    <message>
        <source>The patient was brought back.</source>
        <translation>Se trajo de vuelta al paciente.</translation>
    </message>
    <message>
        <source>{0} ({1}) asked to remove: {2}</source>
        <translation>{0} ({1}) solicita eliminar a: {2}</translation>
    </message>
</context>
<context>
    <name>RemovalsDialog</name>
    <message>
        <source>A patient who was registered in error is removed by three people: the front desk asks for it in the chart, a clinician allows it or refuses it here, and an administrator removes the patient here. Nobody is removed of whom health records, visits, money, documents or messages are kept: they are archived, or merged. Whoever was removed can be brought back.</source>
        <translation>Tres personas eliminan a un paciente registrado por error: la recepción lo solicita en la historia, un profesional clínico lo permite o lo rechaza aquí, y un administrador lo elimina aquí. No se elimina a nadie de quien se conserven registros de salud, visitas, dinero, documentos o mensajes: se archiva o se fusiona. A quien se eliminó se le puede traer de vuelta.</translation>
    </message>
    <message>
        <source>Nobody is to be removed.</source>
        <translation>No hay nadie por eliminar.</translation>
    </message>
    <message>
        <source>Patients to be removed</source>
        <translation>Pacientes por eliminar</translation>
    </message>
    <message>
        <source>Patients to be removed…</source>
        <translation>Pacientes por eliminar…</translation>
    </message>
    <message>
        <source>{0} is back.</source>
        <translation>{0} está de vuelta.</translation>
    </message>
    <message>
        <source>{0} was removed. They can be brought back here.</source>
        <translation>{0} se eliminó y se puede traer de vuelta aquí.</translation>
    </message>
</context>
<context>
    <name>ResultBar</name>
    <message>
        <source>Edit the message</source>
        <translation>Editar el mensaje</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Tecla: {0}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>RotationBanner</name>
    <message>
        <source>New keys wait for room on this computer's disk: until then the database stays under the key before. Work goes on; make room, then open Clinic Desk again.</source>
        <translation>Las claves nuevas esperan espacio en el disco de este equipo: hasta entonces la base de datos sigue con la clave anterior. El trabajo continúa; libere espacio y abra Clinic Desk de nuevo.</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Commands</source>
        <translation>Comandos</translation>
    </message>
    <message>
        <source>No command is called “{0}”</source>
        <translation>Ningún comando se llama «{0}»</translation>
    </message>
    <message>
        <source>Nobody matches “{0}”</source>
        <translation>Nadie coincide con «{0}»</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Search patients or type &gt; for commands</source>
        <translation>Buscar pacientes o escribir &gt; para comandos</translation>
    </message>
    <message>
        <source>Search patients, visits or type &gt; for commands</source>
        <translation>Buscar pacientes, citas o escribir &gt; para comandos</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>Resultados de la búsqueda</translation>
    </message>
    <message>
        <source>Search, or &gt; for commands</source>
        <translation>Buscar, o &gt; para comandos</translation>
    </message>
    <message>
        <source>Type &gt; for commands</source>
        <translation>Escriba &gt; para comandos</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Clinic</source>
        <translation>Clínica</translation>
    </message>
    <message>
        <source>My desk</source>
        <translation>Mi puesto</translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation>Organizaciones</translation>
    </message>
    <message>
        <source>Save the clinic's settings</source>
        <translation>Guardar los ajustes de la clínica</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Agenda</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
</context>
<context>
    <name>ShutScreen</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Connect now</source>
        <translation>Conectar ahora</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
</context>
<context>
    <name>SignInCard</name>
    <message>
        <source>Opening</source>
        <translation>Abriendo</translation>
    </message>
    <message>
        <source>PIN or passphrase</source>
        <translation>PIN o frase de paso</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de paso</translation>
    </message>
    <message>
        <source>Too many failures. Try again in {0} s.</source>
        <translation>Demasiados intentos fallidos. Inténtelo de nuevo en {0} s.</translation>
    </message>
    <message>
        <source>Who is at the desk?</source>
        <translation>¿Quién está en el puesto?</translation>
    </message>
</context>
<context>
    <name>StateCard</name>
    <message>
        <source>Nothing is sent or fetched until you turn this off, also after a restart</source>
        <translation>No se envía ni se trae nada hasta que lo desactive, tampoco tras reiniciar</translation>
    </message>
    <message>
        <source>Sign in to the server…</source>
        <translation>Iniciar sesión en el servidor…</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Sincronizar ahora</translation>
    </message>
    <message>
        <source>Work offline</source>
        <translation>Trabajar sin conexión</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Step {0} of {1}</source>
        <translation>Paso {0} de {1}</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>por venir</translation>
    </message>
</context>
<context>
    <name>SummaryDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>It holds what your role is shown of the chart. Who is given it, and what for, is kept in the audit log once it is printed or saved.</source>
        <translation>Contiene lo que se muestra a su rol de la historia. Quién lo recibe, y para qué, consta en el registro de auditoría en cuanto se imprime o se guarda.</translation>
    </message>
    <message>
        <source>Print a chart summary</source>
        <translation>Imprimir un resumen de la historia</translation>
    </message>
    <message>
        <source>Say who is given it.</source>
        <translation>Indique quién lo recibe.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Para qué</translation>
    </message>
    <message>
        <source>Who is given it</source>
        <translation>Quién lo recibe</translation>
    </message>
</context>
<context>
    <name>SyncPanel</name>
    <message>
        <source>Conflicts</source>
        <translation>Conflictos</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Conexiones</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Mediciones</translation>
    </message>
    <message>
        <source>Sync centre</source>
        <translation>Sincronización</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
</context>
<context>
    <name>SyncPill</name>
    <message>
        <source>Open the Sync centre: what waits, and why</source>
        <translation>Abrir el centro de sincronización: qué espera y por qué</translation>
    </message>
    <message>
        <source>Synchronisation: {0}</source>
        <translation>Sincronización: {0}</translation>
    </message>
</context>
<context>
    <name>SyncView</name>
    <message>
        <source>This desk is not joined to a server.</source>
        <translation>Este puesto no está unido a un servidor.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Colours of the system</source>
        <translation>Colores del sistema</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Ctrl K</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Colores oscuros</translation>
    </message>
    <message>
        <source>File menu</source>
        <translation>Menú Archivo</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Colores claros</translation>
    </message>
</context>
<context>
    <name>TwinNotice</name>
    <message>
        <source>None of them</source>
        <translation>Ninguno de ellos</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Registered already? Save registers another patient.</source>
        <translation>¿Ya está registrado? Guardar registra otro paciente.</translation>
    </message>
    <message>
        <source>Registered already? The {0} most alike of several:</source>
        <translation>¿Ya está registrado? Los {0} más parecidos de varios:</translation>
    </message>
</context>
<context>
    <name>TwoPersonCard</name>
    <message>
        <source>Allow</source>
        <translation>Permitir</translation>
    </message>
    <message>
        <source>Allowed by {0}, {1}.</source>
        <translation>Permitido por {0}, {1}.</translation>
    </message>
    <message>
        <source>Answer: {0}</source>
        <translation>Respuesta: {0}</translation>
    </message>
    <message>
        <source>Asked {0}.</source>
        <translation>Pedido {0}.</translation>
    </message>
    <message>
        <source>It is over: ask again.</source>
        <translation>Ha caducado: pídalo de nuevo.</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Motivo: {0}</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Rechazar</translation>
    </message>
    <message>
        <source>Refused by {0}, {1}.</source>
        <translation>Rechazado por {0}, {1}.</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Alguien que ya no figura</translation>
    </message>
    <message>
        <source>Waits for a second person until {0}.</source>
        <translation>Espera a una segunda persona hasta {0}.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Why it is allowed or refused</source>
        <translation>Por qué se permite o se rechaza</translation>
    </message>
</context>
<context>
    <name>TwoPersonList</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
</context>
<context>
    <name>UnfinishedBar</name>
    <message>
        <source>1 unfinished form: {0}, {1}</source>
        <translation>1 formulario sin terminar: {0}, {1}</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>¿Descartar definitivamente?</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Más tarde</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>a change that is put right</source>
        <translation>un cambio que se corrige</translation>
    </message>
    <message>
        <source>a charge</source>
        <translation>un cargo</translation>
    </message>
    <message>
        <source>a conflict's decision</source>
        <translation>la decisión de un conflicto</translation>
    </message>
    <message>
        <source>a consent</source>
        <translation>un consentimiento</translation>
    </message>
    <message>
        <source>a count of the cash drawer</source>
        <translation>un arqueo de caja</translation>
    </message>
    <message>
        <source>a count of the day</source>
        <translation>un recuento del día</translation>
    </message>
    <message>
        <source>a message</source>
        <translation>un mensaje</translation>
    </message>
    <message>
        <source>a patient's form</source>
        <translation>el formulario de un paciente</translation>
    </message>
    <message>
        <source>a payer's answer</source>
        <translation>una respuesta del asegurador</translation>
    </message>
    <message>
        <source>a payment</source>
        <translation>un pago</translation>
    </message>
    <message>
        <source>a recall</source>
        <translation>un recordatorio</translation>
    </message>
    <message>
        <source>a refund</source>
        <translation>un reembolso</translation>
    </message>
    <message>
        <source>a walk-in</source>
        <translation>un paciente sin cita</translation>
    </message>
    <message>
        <source>an adjustment</source>
        <translation>un ajuste</translation>
    </message>
    <message>
        <source>an answer to a message</source>
        <translation>una respuesta a un mensaje</translation>
    </message>
    <message>
        <source>an appointment</source>
        <translation>una cita</translation>
    </message>
    <message>
        <source>an entry of the waiting list</source>
        <translation>una entrada de la lista de espera</translation>
    </message>
    <message>
        <source>an entry that is taken back</source>
        <translation>un asiento que se anula</translation>
    </message>
    <message>
        <source>credit that is applied</source>
        <translation>un saldo a favor que se aplica</translation>
    </message>
    <message>
        <source>the clinic's settings</source>
        <translation>los ajustes de la clínica</translation>
    </message>
    <message>
        <source>{0} unfinished forms, the latest: {1}, {2}</source>
        <translation>{0} formularios sin terminar, el último: {1}, {2}</translation>
    </message>
</context>
<context>
    <name>UnlockWindow</name>
    <message>
        <source>Clinic Desk</source>
        <translation>Clinic Desk</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>This clinic's data is encrypted on this computer.</source>
        <translation>Los datos de esta clínica están cifrados en este equipo.</translation>
    </message>
</context>
<context>
    <name>UnsavedBar</name>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>Seguir editando</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>There are changes that are not saved yet.</source>
        <translation>Hay cambios que aún no están guardados.</translation>
    </message>
</context>
<context>
    <name>UnsentExports</name>
    <message>
        <source>1 change read in</source>
        <translation>1 cambio leído</translation>
    </message>
    <message>
        <source>1 change saved; only desks of this clinic can read the file.</source>
        <translation>1 cambio guardado; solo los puestos de esta clínica pueden leer el archivo.</translation>
    </message>
    <message>
        <source>1 was here already</source>
        <translation>1 ya estaba aquí</translation>
    </message>
    <message>
        <source>A cash drawer of the other desk was opened or closed in it: the server takes that from its own desk only, so it may come back as a change that needs you.</source>
        <translation>En él se abrió o cerró una caja del otro puesto: el servidor solo lo acepta de su propio puesto, así que puede volver como un cambio que le necesita.</translation>
    </message>
    <message>
        <source>Read unsent work in</source>
        <translation>Leer trabajo sin enviar</translation>
    </message>
    <message>
        <source>Save unsent work, encrypted</source>
        <translation>Guardar el trabajo sin enviar, cifrado</translation>
    </message>
    <message>
        <source>{0} changes read in</source>
        <translation>{0} cambios leídos</translation>
    </message>
    <message>
        <source>{0} changes saved; only desks of this clinic can read the file.</source>
        <translation>{0} cambios guardados; solo los puestos de esta clínica pueden leer el archivo.</translation>
    </message>
    <message>
        <source>{0} of them are money that went through a cash drawer of the other desk: what the server had not got yet is kept without its drawer, and a task asks somebody to look at its count.</source>
        <translation>{0} de ellos son dinero que pasó por una caja del otro puesto: lo que el servidor aún no tenía se conserva sin su caja, y una tarea pide a alguien que mire su recuento.</translation>
    </message>
    <message>
        <source>{0} of them somebody else made: each goes once that person has signed in at this desk while it is connected.</source>
        <translation>{0} de ellos los hizo otra persona: cada uno sale cuando esa persona inicie sesión en este puesto mientras está conectado.</translation>
    </message>
    <message>
        <source>{0} were here already</source>
        <translation>{0} ya estaban aquí</translation>
    </message>
</context>
<context>
    <name>Upkeep</name>
    <message>
        <source>This computer's keyring does not answer: until it does, a cut of the audit trail could go unnoticed.</source>
        <translation>El llavero de este equipo no responde: hasta que lo haga, un corte del registro de auditoría podría pasar inadvertido.</translation>
    </message>
</context>
<context>
    <name>UserButton</name>
    <message>
        <source>{0}, signed in as {1}</source>
        <translation>{0}, sesión como {1}</translation>
    </message>
</context>
<context>
    <name>UserMenu</name>
    <message>
        <source>A colleague forgot their passphrase…</source>
        <translation>Un colega olvidó su frase de paso…</translation>
    </message>
    <message>
        <source>Act as administrator…</source>
        <translation>Actuar como administrador…</translation>
    </message>
    <message>
        <source>Acts as {0}</source>
        <translation>Actúa como {0}</translation>
    </message>
    <message>
        <source>Change PIN…</source>
        <translation>Cambiar el PIN…</translation>
    </message>
    <message>
        <source>Change passphrase…</source>
        <translation>Cambiar la frase de paso…</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Stop acting as administrator</source>
        <translation>Dejar de actuar como administrador</translation>
    </message>
    <message>
        <source>Switch user</source>
        <translation>Cambiar de usuario</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
</context>
<context>
    <name>VisitCard</name>
    <message>
        <source>Booked first</source>
        <translation>Reservada primero</translation>
    </message>
    <message>
        <source>Booked second</source>
        <translation>Reservada después</translation>
    </message>
    <message>
        <source>Booked {0}</source>
        <translation>Reservada {0}</translation>
    </message>
    <message>
        <source>Key: {0}</source>
        <translation>Tecla: {0}</translation>
    </message>
    <message>
        <source>Move the visit of {0} to {1}</source>
        <translation>Mover la cita de {0} a {1}</translation>
    </message>
    <message>
        <source>Move to the nearest free time, and draft the message</source>
        <translation>Mover a la hora libre más cercana y redactar el mensaje</translation>
    </message>
    <message>
        <source>No phone known</source>
        <translation>No se conoce teléfono</translation>
    </message>
    <message>
        <source>Nothing is free within four weeks. Move it in the calendar.</source>
        <translation>No hay nada libre en cuatro semanas. Muévala en el calendario.</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Open the chart of {0}</source>
        <translation>Abrir la historia de {0}</translation>
    </message>
    <message>
        <source>Patient (not shown to your role)</source>
        <translation>Paciente (su función no lo ve)</translation>
    </message>
    <message>
        <source>Visit of {0}</source>
        <translation>Cita de {0}</translation>
    </message>
    <message>
        <source>{0} ({1} min)</source>
        <translation>{0} ({1} min)</translation>
    </message>
</context>
<context>
    <name>VitalsPage</name>
    <message>
        <source>Patients</source>
        <translation>Pacientes</translation>
    </message>
    <message>
        <source>Vital signs of {0}</source>
        <translation>Signos vitales de {0}</translation>
    </message>
</context>
<context>
    <name>WaitingDetail</name>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Discard for good</source>
        <translation>Descartar definitivamente</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>Descartar…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Editar…</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>Kept in the audit trail</source>
        <translation>Queda en el registro de auditoría</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Nothing: it is sent by itself.</source>
        <translation>Nada: se envía solo.</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Say why, in a few words.</source>
        <translation>Diga por qué, en pocas palabras.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Enviar de nuevo</translation>
    </message>
    <message>
        <source>Sent so far</source>
        <translation>Enviado hasta ahora</translation>
    </message>
    <message>
        <source>Somebody decides which value counts, under Conflicts.</source>
        <translation>Alguien decide qué valor vale, en Conflictos.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>The server did not take this. Put it right and send it again, or discard it with a reason.</source>
        <translation>El servidor no lo aceptó. Corríjalo y envíelo de nuevo, o descártelo con un motivo.</translation>
    </message>
    <message>
        <source>The server's word</source>
        <translation>Lo que dice el servidor</translation>
    </message>
    <message>
        <source>There are no values in it to put right</source>
        <translation>No contiene valores que corregir</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>Se reintenta</translation>
    </message>
    <message>
        <source>Waiting change</source>
        <translation>Cambio en espera</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>Why is it thrown away?</source>
        <translation>¿Por qué se desecha?</translation>
    </message>
    <message>
        <source>once</source>
        <translation>una vez</translation>
    </message>
    <message>
        <source>{0} times</source>
        <translation>{0} veces</translation>
    </message>
</context>
<context>
    <name>WaitingPage</name>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Changes waiting to be sent</source>
        <translation>Cambios que esperan envío</translation>
    </message>
    <message>
        <source>Everything made on this computer was answered by the server.</source>
        <translation>El servidor respondió a todo lo hecho en este equipo.</translation>
    </message>
    <message>
        <source>Everything unsent, encrypted: only desks of this clinic read it</source>
        <translation>Todo lo no enviado, cifrado: solo lo leen los puestos de esta clínica</translation>
    </message>
    <message>
        <source>It is sent again.</source>
        <translation>Se envía de nuevo.</translation>
    </message>
    <message>
        <source>Need a person</source>
        <translation>Necesitan a alguien</translation>
    </message>
    <message>
        <source>Need a person ({0})</source>
        <translation>Necesitan a alguien ({0})</translation>
    </message>
    <message>
        <source>Nothing is waiting</source>
        <translation>Nada en espera</translation>
    </message>
    <message>
        <source>Nothing needs a person.</source>
        <translation>Nada necesita a nadie.</translation>
    </message>
    <message>
        <source>Read in…</source>
        <translation>Leer…</translation>
    </message>
    <message>
        <source>Save as file…</source>
        <translation>Guardar como archivo…</translation>
    </message>
    <message>
        <source>Send what you typed, or cancel it.</source>
        <translation>Envíe lo que escribió o cancélelo.</translation>
    </message>
    <message>
        <source>The change was discarded; the audit trail says why.</source>
        <translation>El cambio se descartó; el registro de auditoría dice por qué.</translation>
    </message>
    <message>
        <source>The queue could not be read.</source>
        <translation>No se pudo leer la cola.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Unsent work from a file that a desk of this clinic saved</source>
        <translation>Trabajo sin enviar de un archivo que guardó un puesto de esta clínica</translation>
    </message>
    <message>
        <source>and {0} younger ones</source>
        <translation>y {0} más recientes</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Create a clinic</source>
        <translation>Crear una clínica</translation>
    </message>
    <message>
        <source>Everything is encrypted and kept in {0}.</source>
        <translation>Todo se guarda cifrado en {0}.</translation>
    </message>
    <message>
        <source>For a further computer, or a clinic that starts on a server. You need the server's address and a join code from your administrator.</source>
        <translation>Para otro equipo, o una clínica que empieza en un servidor. Necesita la dirección del servidor y un código de incorporación de su administrador.</translation>
    </message>
    <message>
        <source>For the first computer of a practice. Works at once and offline: no server is needed. You become the administrator.</source>
        <translation>Para el primer equipo de una consulta. Funciona enseguida y sin conexión: no hace falta servidor. Usted será el administrador.</translation>
    </message>
    <message>
        <source>Join a clinic</source>
        <translation>Unirse a una clínica</translation>
    </message>
    <message>
        <source>Only looking around? Run: clinic-desk demo</source>
        <translation>¿Solo quiere mirar? Ejecute: clinic-desk demo</translation>
    </message>
    <message>
        <source>There is no clinic on this computer yet. How do you want to begin?</source>
        <translation>Aún no hay ninguna clínica en este equipo. ¿Cómo desea empezar?</translation>
    </message>
    <message>
        <source>This clinic cannot be opened</source>
        <translation>Esta clínica no se puede abrir</translation>
    </message>
    <message>
        <source>Welcome to Clinic Desk</source>
        <translation>Bienvenido a Clinic Desk</translation>
    </message>
</context>
<context>
    <name>WhoChanged</name>
    <message>
        <source>Who changed this?</source>
        <translation>¿Quién cambió esto?</translation>
    </message>
</context>
<context>
    <name>WhoPopover</name>
    <message>
        <source>Changed at another desk on {0}</source>
        <translation>Cambiado en otro puesto el {0}</translation>
    </message>
    <message>
        <source>No change is known at this desk.</source>
        <translation>No se conoce ningún cambio en este puesto.</translation>
    </message>
    <message>
        <source>Not saved yet: nobody has changed it.</source>
        <translation>Aún sin guardar: nadie lo ha cambiado.</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Motivo: {0}</translation>
    </message>
    <message>
        <source>Who changed this</source>
        <translation>Quién cambió esto</translation>
    </message>
    <message>
        <source>field names, never values</source>
        <translation>nombres de campos, nunca valores</translation>
    </message>
    <message>
        <source>{0}: last changed by {1}</source>
        <translation>{0}: último cambio de {1}</translation>
    </message>
    <message>
        <source>{0}: no change is known at this desk.</source>
        <translation>{0}: no se conoce ningún cambio en este puesto.</translation>
    </message>
</context>
<context>
    <name>WrappingLabel</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>ZoneList</name>
    <message>
        <source>No time zone is called that.</source>
        <translation>Ninguna zona horaria se llama así.</translation>
    </message>
    <message>
        <source>Search a city or zone</source>
        <translation>Buscar una ciudad o zona</translation>
    </message>
    <message>
        <source>Search the time zones</source>
        <translation>Buscar en las zonas horarias</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Time zone of the clinic: {0}</source>
        <translation>Zona horaria de la clínica: {0}</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>ninguna elegida</translation>
    </message>
</context>
<context>
    <name>_Rule</name>
    <message>
        <source>kept</source>
        <translation>cumplido</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>aún no</translation>
    </message>
</context>
<context>
    <name>_UserList</name>
    <message>
        <source>Who is at the desk?</source>
        <translation>¿Quién está en el puesto?</translation>
    </message>
</context>
<context>
    <name>account</name>
    <message>
        <source>6 to 12 digits, for this computer only. No dates, no rows like 123456.</source>
        <translation>De 6 a 12 cifras, solo para este equipo. Sin fechas ni series como 123456.</translation>
    </message>
    <message>
        <source>A PIN opens this desk only; the clinic's server wants your passphrase. Changes that wait are sent afterwards.</source>
        <translation>Un PIN abre solo este puesto; el servidor de la clínica pide su frase de paso. Los cambios en espera se envían después.</translation>
    </message>
    <message>
        <source>A colleague's new passphrase</source>
        <translation>Nueva frase de paso de un colega</translation>
    </message>
    <message>
        <source>Act as administrator</source>
        <translation>Actuar como administrador</translation>
    </message>
    <message>
        <source>An administrator chose your passphrase: change it in your menu, at the top.</source>
        <translation>Un administrador eligió su frase de paso: cámbiela en su menú, arriba.</translation>
    </message>
    <message>
        <source>At least 15 characters; several words that only you put together are best.</source>
        <translation>Al menos 15 caracteres; lo mejor son varias palabras que solo usted uniría.</translation>
    </message>
    <message>
        <source>Change PIN</source>
        <translation>Cambiar el PIN</translation>
    </message>
    <message>
        <source>Change PIN… (needs a keyring on this computer)</source>
        <translation>Cambiar el PIN… (requiere un llavero en este equipo)</translation>
    </message>
    <message>
        <source>Change passphrase</source>
        <translation>Cambiar la frase de paso</translation>
    </message>
    <message>
        <source>Choose a PIN</source>
        <translation>Elegir un PIN</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>For a computer that was lost or stolen. From its next contact on the server gives it nothing and takes nothing from it; what is on its disk stays encrypted. To come back it has to join anew. This is recorded.</source>
        <translation>Para un ordenador perdido o robado. Desde su próximo contacto el servidor no le da nada ni acepta nada de él; lo que hay en su disco sigue cifrado. Para volver tiene que unirse de nuevo. Queda registrado.</translation>
    </message>
    <message>
        <source>For at most {0} minutes, or until the desk locks. Everything done meanwhile is recorded as the administrator's.</source>
        <translation>Durante {0} minutos como máximo, o hasta el bloqueo del puesto. Todo lo que se haga entretanto se registra como del administrador.</translation>
    </message>
    <message>
        <source>It opens this desk for them; their PIN here goes. They are asked to choose one that nobody else knows. This is recorded.</source>
        <translation>Le abre este puesto; su PIN aquí se elimina. Se le pedirá que elija una que nadie más conozca. Esto queda registrado.</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translation>PIN nuevo</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Frase de paso nueva</translation>
    </message>
    <message>
        <source>Nobody else has a passphrase at this desk.</source>
        <translation>Nadie más tiene una frase de paso en este puesto.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>Excluido</translation>
    </message>
    <message>
        <source>Shut out {0}?</source>
        <translation>¿Excluir {0}?</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Sign in to the server</source>
        <translation>Iniciar sesión en el servidor</translation>
    </message>
    <message>
        <source>Signed in to the server.</source>
        <translation>Sesión iniciada en el servidor.</translation>
    </message>
    <message>
        <source>The PIN was changed.</source>
        <translation>Se cambió el PIN.</translation>
    </message>
    <message>
        <source>The passphrase was changed.</source>
        <translation>Se cambió la frase de paso.</translation>
    </message>
    <message>
        <source>Their new passphrase</source>
        <translation>La nueva frase de paso</translation>
    </message>
    <message>
        <source>Whose passphrase</source>
        <translation>De quién es la frase de paso</translation>
    </message>
    <message>
        <source>Your own passphrase</source>
        <translation>Su propia frase de paso</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Su frase de paso</translation>
    </message>
    <message>
        <source>Your present PIN or passphrase</source>
        <translation>Su PIN o frase de paso actual</translation>
    </message>
    <message>
        <source>Your present passphrase</source>
        <translation>Su frase de paso actual</translation>
    </message>
    <message>
        <source>{0} can unlock this desk with the new passphrase.</source>
        <translation>{0} puede desbloquear este puesto con la nueva frase de paso.</translation>
    </message>
</context>
<context>
    <name>at_server</name>
    <message>
        <source>1 entry is</source>
        <translation>1 entrada está</translation>
    </message>
    <message>
        <source>{0} entries are</source>
        <translation>{0} entradas están</translation>
    </message>
    <message>
        <source>{0} more at the server only</source>
        <translation>{0} más solo en el servidor</translation>
    </message>
    <message>
        <source>{entries} kept at the server only ({parts}), which did not send them. Do not take this chart as complete.</source>
        <translation>{entries} solo en el servidor ({parts}), que no las envió. No tome esta historia por completa.</translation>
    </message>
    <message>
        <source>{entries} kept at the server only ({parts}); being fetched now.</source>
        <translation>{entries} solo en el servidor ({parts}); se están trayendo ahora.</translation>
    </message>
    <message>
        <source>{entries} not on this desk but kept at the server ({parts}). Shown as soon as this desk is connected.</source>
        <translation>{entries} fuera de este puesto, en el servidor ({parts}). Se mostrarán en cuanto el puesto se conecte.</translation>
    </message>
</context>
<context>
    <name>audit</name>
    <message>
        <source>Added</source>
        <translation>Añadido</translation>
    </message>
    <message>
        <source>Broken glass</source>
        <translation>Acceso de emergencia</translation>
    </message>
    <message>
        <source>Brought back</source>
        <translation>Recuperado</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambiado</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Punto de control</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegado</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Keys and backup</source>
        <translation>Claves y copias</translation>
    </message>
    <message>
        <source>Listed</source>
        <translation>Listó</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Miró</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Recibido</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Eliminado</translation>
    </message>
    <message>
        <source>Searched</source>
        <translation>Buscó</translation>
    </message>
    <message>
        <source>Sign-in and lock</source>
        <translation>Sesión y bloqueo</translation>
    </message>
    <message>
        <source>Somebody who is no longer listed</source>
        <translation>Alguien que ya no figura</translation>
    </message>
    <message>
        <source>Synchronised</source>
        <translation>Sincronizado</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
    <message>
        <source>a patient</source>
        <translation>un paciente</translation>
    </message>
    <message>
        <source>a picture of the window</source>
        <translation>una imagen de la ventana</translation>
    </message>
    <message>
        <source>a record</source>
        <translation>un registro</translation>
    </message>
    <message>
        <source>added a user</source>
        <translation>añadió un usuario</translation>
    </message>
    <message>
        <source>added {0}</source>
        <translation>añadió {0}</translation>
    </message>
    <message>
        <source>appointments</source>
        <translation>citas</translation>
    </message>
    <message>
        <source>asked the server to shut a workstation out</source>
        <translation>pidió al servidor que cerrara el acceso a un puesto</translation>
    </message>
    <message>
        <source>began to work in another role</source>
        <translation>empezó a trabajar en otra función</translation>
    </message>
    <message>
        <source>broke the glass for {0}</source>
        <translation>usó el acceso de emergencia a {0}</translation>
    </message>
    <message>
        <source>broken glass</source>
        <translation>accesos de emergencia</translation>
    </message>
    <message>
        <source>brought back {0}</source>
        <translation>recuperó {0}</translation>
    </message>
    <message>
        <source>changed a passphrase</source>
        <translation>cambió una frase de paso</translation>
    </message>
    <message>
        <source>changed {0} of {1}</source>
        <translation>cambió {0} de {1}</translation>
    </message>
    <message>
        <source>conflicts</source>
        <translation>conflictos</translation>
    </message>
    <message>
        <source>could not shut a workstation out: the server refused</source>
        <translation>no pudo cerrar el acceso a un puesto: el servidor lo rechazó</translation>
    </message>
    <message>
        <source>decided a conflict of {0}</source>
        <translation>decidió un conflicto de {0}</translation>
    </message>
    <message>
        <source>exported {0}</source>
        <translation>exportó {0}</translation>
    </message>
    <message>
        <source>exported {0} ({1})</source>
        <translation>exportó {0} ({1})</translation>
    </message>
    <message>
        <source>failed to sign in</source>
        <translation>no logró iniciar sesión</translation>
    </message>
    <message>
        <source>fetched anew what differed from the server: {0}</source>
        <translation>trajo de nuevo lo que difería del servidor: {0}</translation>
    </message>
    <message>
        <source>found the desk not as its trail left it</source>
        <translation>encontró el puesto distinto de como su registro lo dejó</translation>
    </message>
    <message>
        <source>gave a summary to {1}: {0}</source>
        <translation>dio un resumen a {1}: {0}</translation>
    </message>
    <message>
        <source>gave the desk new keys</source>
        <translation>dio claves nuevas al puesto</translation>
    </message>
    <message>
        <source>gave up a change the server refused</source>
        <translation>abandonó un cambio que el servidor rechazó</translation>
    </message>
    <message>
        <source>imported a file ({0})</source>
        <translation>importó un archivo ({0})</translation>
    </message>
    <message>
        <source>kept what is newer here than at the server: {0}</source>
        <translation>conservó lo que aquí es más nuevo que en el servidor: {0}</translation>
    </message>
    <message>
        <source>locked the desk</source>
        <translation>bloqueó el puesto</translation>
    </message>
    <message>
        <source>looked at a list: {0} ({1})</source>
        <translation>miró una lista: {0} ({1})</translation>
    </message>
    <message>
        <source>looked at {0}</source>
        <translation>miró {0}</translation>
    </message>
    <message>
        <source>looked for patients ({0} found)</source>
        <translation>buscó pacientes ({0} encontrados)</translation>
    </message>
    <message>
        <source>made a backup</source>
        <translation>hizo una copia de seguridad</translation>
    </message>
    <message>
        <source>made a code with which {0} can join</source>
        <translation>creó un código con el que {0} puede unirse</translation>
    </message>
    <message>
        <source>made a recovery code</source>
        <translation>hizo un código de recuperación</translation>
    </message>
    <message>
        <source>made this desk without a keyring: reduced protection</source>
        <translation>creó este puesto sin llavero: protección reducida</translation>
    </message>
    <message>
        <source>merged two records of one person</source>
        <translation>unió dos historias de una persona</translation>
    </message>
    <message>
        <source>moved {0} on</source>
        <translation>avanzó {0}</translation>
    </message>
    <message>
        <source>noted where the trail stands ({0} events)</source>
        <translation>anotó dónde está el registro ({0} eventos)</translation>
    </message>
    <message>
        <source>opened a decided conflict again</source>
        <translation>reabrió un conflicto decidido</translation>
    </message>
    <message>
        <source>opened the desk with the recovery code</source>
        <translation>abrió el puesto con el código de recuperación</translation>
    </message>
    <message>
        <source>patients</source>
        <translation>pacientes</translation>
    </message>
    <message>
        <source>printed {0}</source>
        <translation>imprimió {0}</translation>
    </message>
    <message>
        <source>put the broken glass for {0} up for review</source>
        <translation>presentó a revisión el acceso de emergencia a {0}</translation>
    </message>
    <message>
        <source>read the audit trail</source>
        <translation>leyó el registro de auditoría</translation>
    </message>
    <message>
        <source>received {0} changes of other desks</source>
        <translation>recibió {0} cambios de otros puestos</translation>
    </message>
    <message>
        <source>removed a PIN</source>
        <translation>eliminó un PIN</translation>
    </message>
    <message>
        <source>removed a user</source>
        <translation>eliminó un usuario</translation>
    </message>
    <message>
        <source>removed what was kept too long</source>
        <translation>eliminó lo que se guardó demasiado tiempo</translation>
    </message>
    <message>
        <source>removed {0}</source>
        <translation>eliminó {0}</translation>
    </message>
    <message>
        <source>restored a backup</source>
        <translation>restauró una copia de seguridad</translation>
    </message>
    <message>
        <source>restored the backup of {0} with a passphrase, from the file {1}</source>
        <translation>restauró la copia de seguridad del {0} con una frase de paso, del archivo {1}</translation>
    </message>
    <message>
        <source>restored the backup of {0} with the recovery code, from the file {1}</source>
        <translation>restauró la copia de seguridad del {0} con el código de recuperación, del archivo {1}</translation>
    </message>
    <message>
        <source>reviewed a broken glass for {0}</source>
        <translation>revisó un acceso de emergencia a {0}</translation>
    </message>
    <message>
        <source>sent {0} changes again: the server was put back to a backup</source>
        <translation>envió de nuevo {0} cambios: el servidor volvió a una copia de seguridad</translation>
    </message>
    <message>
        <source>set a PIN</source>
        <translation>definió un PIN</translation>
    </message>
    <message>
        <source>shut a workstation out</source>
        <translation>cerró el acceso a un puesto</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>inició sesión</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>cerró sesión</translation>
    </message>
    <message>
        <source>the audit trail</source>
        <translation>el registro de auditoría</translation>
    </message>
    <message>
        <source>the sheet with the recovery code</source>
        <translation>la hoja con el código de recuperación</translation>
    </message>
    <message>
        <source>threw away unsaved text: {0}</source>
        <translation>desechó texto sin guardar: {0}</translation>
    </message>
    <message>
        <source>took a merge of two records back</source>
        <translation>deshizo la unión de dos historias</translation>
    </message>
    <message>
        <source>took on a conflict, or gave it back</source>
        <translation>asumió un conflicto o lo devolvió</translation>
    </message>
    <message>
        <source>took over the desk</source>
        <translation>tomó el puesto</translation>
    </message>
    <message>
        <source>transferred {0} to another location</source>
        <translation>trasladó {0} a otra sede</translation>
    </message>
    <message>
        <source>unlocked the desk</source>
        <translation>desbloqueó el puesto</translation>
    </message>
    <message>
        <source>unsent changes</source>
        <translation>cambios sin enviar</translation>
    </message>
    <message>
        <source>was denied: {0}</source>
        <translation>fue denegado: {0}</translation>
    </message>
    <message>
        <source>was shut out: the time without the server ran out</source>
        <translation>quedó excluido: se agotó el tiempo sin servidor</translation>
    </message>
    <message>
        <source>went on from a trail that did not fit</source>
        <translation>siguió desde un registro que no encajaba</translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <translation>{0} y {1}</translation>
    </message>
    <message>
        <source>{0} more</source>
        <translation>{0} más</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
</context>
<context>
    <name>backups</name>
    <message>
        <source>Today's backup could not be made. Check the disk and the backup folder; it is tried again in a quarter of an hour.</source>
        <translation>No se pudo hacer la copia de hoy. Revise el disco y la carpeta de copias; se intenta de nuevo en un cuarto de hora.</translation>
    </message>
    <message>
        <source>Today's backup could not be made: the disk or folder for backups is not there. Connect it; it is tried again in a quarter of an hour.</source>
        <translation>No se pudo hacer la copia de hoy: el disco o la carpeta de copias no está. Conéctelo; se intenta de nuevo en un cuarto de hora.</translation>
    </message>
</context>
<context>
    <name>billing</name>
    <message>
        <source>1 to 999.</source>
        <translation>De 1 a 999.</translation>
    </message>
    <message>
        <source>A price</source>
        <translation>Un precio</translation>
    </message>
    <message>
        <source>A second entry with the amount turned around is added today. What the entry pays, or what pays it, is taken back with it.</source>
        <translation>Hoy se añade un segundo asiento con el importe invertido. Lo que el asiento paga, o lo que lo paga, se anula con él.</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Cuentas</translation>
    </message>
    <message>
        <source>Adjust</source>
        <translation>Ajustar</translation>
    </message>
    <message>
        <source>Adjustment</source>
        <translation>Ajuste</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>Asignación</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Aplicar</translation>
    </message>
    <message>
        <source>Apply credit</source>
        <translation>Aplicar saldo</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Saldo</translation>
    </message>
    <message>
        <source>Balance after this: {0}</source>
        <translation>Saldo después de esto: {0}</translation>
    </message>
    <message>
        <source>Bank transfer</source>
        <translation>Transferencia</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Facturación</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Tarjeta</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Efectivo</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Caja</translation>
    </message>
    <message>
        <source>Cash drawer and day close</source>
        <translation>Caja y cierre del día</translation>
    </message>
    <message>
        <source>Cash drawer of this desk</source>
        <translation>Caja de este puesto</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Cargo</translation>
    </message>
    <message>
        <source>Charge a service</source>
        <translation>Cargar un servicio</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Cheque</translation>
    </message>
    <message>
        <source>Check or authorisation number</source>
        <translation>Número de cheque o autorización</translation>
    </message>
    <message>
        <source>Choose a payment in the ledger first.</source>
        <translation>Elija primero un pago en el libro.</translation>
    </message>
    <message>
        <source>Choose a payment in the ledger.</source>
        <translation>Elija un pago en el libro.</translation>
    </message>
    <message>
        <source>Choose a price in the list.</source>
        <translation>Elija un precio en la lista.</translation>
    </message>
    <message>
        <source>Choose an account first.</source>
        <translation>Elija primero una cuenta.</translation>
    </message>
    <message>
        <source>Choose an account in the list.</source>
        <translation>Elija una cuenta en la lista.</translation>
    </message>
    <message>
        <source>Choose an account, or find a patient.</source>
        <translation>Elija una cuenta o busque un paciente.</translation>
    </message>
    <message>
        <source>Choose an entry in the ledger first.</source>
        <translation>Elija primero un asiento en el libro.</translation>
    </message>
    <message>
        <source>Choose an entry in the ledger.</source>
        <translation>Elija un asiento en el libro.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Borrar la búsqueda</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Close it for good?</source>
        <translation>¿Cerrar definitivamente?</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>Cerrar el día</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Cerrado por</translation>
    </message>
    <message>
        <source>Closed with {0} entries. What comes now is entered on the next day.</source>
        <translation>Cerrado con {0} asientos. Lo que venga ahora se registra en el día siguiente.</translation>
    </message>
    <message>
        <source>Co-pay {0}</source>
        <translation>Copago {0}</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Contractual</source>
        <translation>Contractual</translation>
    </message>
    <message>
        <source>Count and close</source>
        <translation>Contar y cerrar</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Contado</translation>
    </message>
    <message>
        <source>Courtesy</source>
        <translation>Cortesía</translation>
    </message>
    <message>
        <source>Credit left</source>
        <translation>Queda saldo</translation>
    </message>
    <message>
        <source>Credit was applied.</source>
        <translation>Se aplicó el saldo.</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Day of service</source>
        <translation>Día del servicio</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Hoja del día</translation>
    </message>
    <message>
        <source>Diagnoses (ICD-10), by code or words</source>
        <translation>Diagnósticos (CIE-10), por código o palabras</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Descuento</translation>
    </message>
    <message>
        <source>Entered today</source>
        <translation>Registrado hoy</translation>
    </message>
    <message>
        <source>Entered today, {0}</source>
        <translation>Registrado hoy, {0}</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Asientos</translation>
    </message>
    <message>
        <source>Entries of today</source>
        <translation>Asientos de hoy</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Exacto</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Esperado</translation>
    </message>
    <message>
        <source>Family, together</source>
        <translation>Familia, en conjunto</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Comisión</translation>
    </message>
    <message>
        <source>Filter services</source>
        <translation>Filtrar servicios</translation>
    </message>
    <message>
        <source>Filter today's entries</source>
        <translation>Filtrar los asientos de hoy</translation>
    </message>
    <message>
        <source>Find a patient</source>
        <translation>Buscar un paciente</translation>
    </message>
    <message>
        <source>Find an account</source>
        <translation>Buscar una cuenta</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Fondo</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Devolver</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>In credit</source>
        <translation>A favor</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Kept as a draft.</source>
        <translation>Guardado como borrador.</translation>
    </message>
    <message>
        <source>Kept as credit</source>
        <translation>Conservado como saldo a favor</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Libro de cuenta</translation>
    </message>
    <message>
        <source>Locked by</source>
        <translation>Cerrado definitivamente por</translation>
    </message>
    <message>
        <source>Look in all accounts</source>
        <translation>Buscar en todas las cuentas</translation>
    </message>
    <message>
        <source>Lowers it by {0}.</source>
        <translation>La reduce en {0}.</translation>
    </message>
    <message>
        <source>Make a price list first.</source>
        <translation>Cree primero una lista de precios.</translation>
    </message>
    <message>
        <source>Make the list</source>
        <translation>Crear la lista</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Forma de pago</translation>
    </message>
    <message>
        <source>More than it owes.</source>
        <translation>Más de lo que debe.</translation>
    </message>
    <message>
        <source>More than the payment has left.</source>
        <translation>Más de lo que le queda al pago.</translation>
    </message>
    <message>
        <source>Name the list.</source>
        <translation>Dé un nombre a la lista.</translation>
    </message>
    <message>
        <source>New price list</source>
        <translation>Nueva lista de precios</translation>
    </message>
    <message>
        <source>No account is open.</source>
        <translation>No hay ninguna cuenta abierta.</translation>
    </message>
    <message>
        <source>No charge is open: all of it stays as credit.</source>
        <translation>No hay cargos abiertos: todo queda como saldo a favor.</translation>
    </message>
    <message>
        <source>No charge is paid by this.</source>
        <translation>Con esto no se paga ningún cargo.</translation>
    </message>
    <message>
        <source>No drawer is open here. Count the change it starts with.</source>
        <translation>No hay caja abierta aquí. Cuente el cambio con que empieza.</translation>
    </message>
    <message>
        <source>No open accounts</source>
        <translation>Sin cuentas abiertas</translation>
    </message>
    <message>
        <source>No payment has anything left.</source>
        <translation>A ningún pago le queda nada.</translation>
    </message>
    <message>
        <source>No prices here yet.</source>
        <translation>Aún no hay precios aquí.</translation>
    </message>
    <message>
        <source>No visit</source>
        <translation>Sin cita</translation>
    </message>
    <message>
        <source>Nobody here matches</source>
        <translation>Nadie aquí coincide</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>Nadie coincide</translation>
    </message>
    <message>
        <source>Nobody owes anything any more.</source>
        <translation>Ya nadie debe nada.</translation>
    </message>
    <message>
        <source>Nobody owes anything that old.</source>
        <translation>Nadie debe nada tan antiguo.</translation>
    </message>
    <message>
        <source>Nobody owes anything.</source>
        <translation>Nadie debe nada.</translation>
    </message>
    <message>
        <source>Nobody pays together with this patient.</source>
        <translation>Nadie paga junto con este paciente.</translation>
    </message>
    <message>
        <source>None in particular</source>
        <translation>Ninguno en particular</translation>
    </message>
    <message>
        <source>Not an amount.</source>
        <translation>No es un importe.</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>Aún sin leer.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Nothing owed</source>
        <translation>No se debe nada</translation>
    </message>
    <message>
        <source>Nothing was charged or paid yet.</source>
        <translation>Aún no se cobró ni se pagó nada.</translation>
    </message>
    <message>
        <source>Nothing was entered today.</source>
        <translation>Hoy no se registró nada.</translation>
    </message>
    <message>
        <source>Of which charge</source>
        <translation>De qué cargo</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Primero los más antiguos</translation>
    </message>
    <message>
        <source>One of the shares is no amount, or more than its charge owes.</source>
        <translation>Una de las partes no es un importe, o supera lo que debe su cargo.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open charges</source>
        <translation>Cargos abiertos</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Open since {0} with {1}</source>
        <translation>Abierta desde {0} con {1}</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Abrir la caja</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Over 30 days</source>
        <translation>Más de 30 días</translation>
    </message>
    <message>
        <source>Over or short</source>
        <translation>Sobra o falta</translation>
    </message>
    <message>
        <source>Over {0} days</source>
        <translation>Más de {0} días</translation>
    </message>
    <message>
        <source>Owed</source>
        <translation>Adeudado</translation>
    </message>
    <message>
        <source>Owed by age</source>
        <translation>Deudas</translation>
    </message>
    <message>
        <source>Owed by age and statements</source>
        <translation>Deudas por antigüedad y estados de cuenta</translation>
    </message>
    <message>
        <source>Owing</source>
        <translation>Con deuda</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Pagado</translation>
    </message>
    <message>
        <source>Part-paid</source>
        <translation>Pago parcial</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pago</translation>
    </message>
    <message>
        <source>Payments and adjustments of no single charge</source>
        <translation>Pagos y ajustes sin un cargo concreto</translation>
    </message>
    <message>
        <source>Pays</source>
        <translation>Paga</translation>
    </message>
    <message>
        <source>Please pay</source>
        <translation>Importe por pagar</translation>
    </message>
    <message>
        <source>Posted</source>
        <translation>Contabilizado</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Precio</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>Lista de precios</translation>
    </message>
    <message>
        <source>Price list made.</source>
        <translation>Lista de precios creada.</translation>
    </message>
    <message>
        <source>Price removed.</source>
        <translation>Precio eliminado.</translation>
    </message>
    <message>
        <source>Price saved.</source>
        <translation>Precio guardado.</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Precios</translation>
    </message>
    <message>
        <source>Print the day sheet</source>
        <translation>Imprimir la hoja del día</translation>
    </message>
    <message>
        <source>Print the last count</source>
        <translation>Imprimir el último arqueo</translation>
    </message>
    <message>
        <source>Printed by {0}</source>
        <translation>Impreso por {0}</translation>
    </message>
    <message>
        <source>Raises what is owed by {0}.</source>
        <translation>Aumenta la deuda en {0}.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Recibo</translation>
    </message>
    <message>
        <source>Receipt number</source>
        <translation>Número de recibo</translation>
    </message>
    <message>
        <source>Receipt of the chosen payment</source>
        <translation>Recibo del pago elegido</translation>
    </message>
    <message>
        <source>Received on</source>
        <translation>Recibido el</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Reembolso</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Remove for good?</source>
        <translation>¿Eliminar definitivamente?</translation>
    </message>
    <message>
        <source>Reversal</source>
        <translation>Anulación</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>Anular</translation>
    </message>
    <message>
        <source>Reverse an entry</source>
        <translation>Anular un asiento</translation>
    </message>
    <message>
        <source>Reverse the entry</source>
        <translation>Anular el asiento</translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation>Anulado</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Guardar el formulario</translation>
    </message>
    <message>
        <source>Save the price</source>
        <translation>Guardar el precio</translation>
    </message>
    <message>
        <source>Say what was done.</source>
        <translation>Diga qué se hizo.</translation>
    </message>
    <message>
        <source>Say why the count differs.</source>
        <translation>Diga por qué difiere el recuento.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Diga por qué.</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Service, by code or words</source>
        <translation>Servicio, por código o palabras</translation>
    </message>
    <message>
        <source>Smaller than the smallest coin.</source>
        <translation>Menor que la moneda más pequeña.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Estado de cuenta</translation>
    </message>
    <message>
        <source>Statement of this account</source>
        <translation>Estado de esta cuenta</translation>
    </message>
    <message>
        <source>Statements of all over {0} days</source>
        <translation>Estados de todos con más de {0} días</translation>
    </message>
    <message>
        <source>Take a payment</source>
        <translation>Cobrar un pago</translation>
    </message>
    <message>
        <source>Take payment</source>
        <translation>Cobrar</translation>
    </message>
    <message>
        <source>Take the payment</source>
        <translation>Cobrar el pago</translation>
    </message>
    <message>
        <source>The clinic's day, {0}</source>
        <translation>El día de la clínica, {0}</translation>
    </message>
    <message>
        <source>The day is closed.</source>
        <translation>El día está cerrado.</translation>
    </message>
    <message>
        <source>The drawer is closed.</source>
        <translation>La caja está cerrada.</translation>
    </message>
    <message>
        <source>The drawer is open.</source>
        <translation>La caja está abierta.</translation>
    </message>
    <message>
        <source>The server and all of its standbys have it.</source>
        <translation>El servidor y todas sus réplicas lo tienen.</translation>
    </message>
    <message>
        <source>The server and most of its standbys have it.</source>
        <translation>El servidor y la mayoría de sus réplicas lo tienen.</translation>
    </message>
    <message>
        <source>The server does not take it: it lies in the Sync centre.</source>
        <translation>El servidor no lo acepta: está en el centro de sincronización.</translation>
    </message>
    <message>
        <source>The server has another value too: somebody decides.</source>
        <translation>El servidor tiene además otro valor: alguien decide.</translation>
    </message>
    <message>
        <source>The server has it.</source>
        <translation>El servidor lo tiene.</translation>
    </message>
    <message>
        <source>The server has not answered yet: it is kept and sent.</source>
        <translation>El servidor aún no respondió: se conserva y se envía.</translation>
    </message>
    <message>
        <source>The shares come to more than the amount.</source>
        <translation>Las partes suman más que el importe.</translation>
    </message>
    <message>
        <source>This entry takes another one back: enter it anew instead.</source>
        <translation>Este asiento anula otro: regístrelo de nuevo.</translation>
    </message>
    <message>
        <source>This entry was taken back already.</source>
        <translation>Este asiento ya fue anulado.</translation>
    </message>
    <message>
        <source>This patient is not at this desk.</source>
        <translation>Este paciente no está en este puesto.</translation>
    </message>
    <message>
        <source>Till</source>
        <translation>Caja</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Together {0}</source>
        <translation>En total {0}</translation>
    </message>
    <message>
        <source>Too large: a slip of the finger?</source>
        <translation>Demasiado grande: ¿un error al teclear?</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Type a code.</source>
        <translation>Escriba un código.</translation>
    </message>
    <message>
        <source>Type a day, such as 2026-04-03.</source>
        <translation>Escriba un día, como 2026-04-03.</translation>
    </message>
    <message>
        <source>Type an amount of more than zero.</source>
        <translation>Escriba un importe mayor que cero.</translation>
    </message>
    <message>
        <source>Type an amount, such as 25.00.</source>
        <translation>Escriba un importe, como 25,00.</translation>
    </message>
    <message>
        <source>Unapplied credit</source>
        <translation>Saldo sin aplicar</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Unidades</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>What is owed, by age</source>
        <translation>Lo adeudado, por antigüedad</translation>
    </message>
    <message>
        <source>What matches</source>
        <translation>Lo que coincide</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Write-off</source>
        <translation>Condonación</translation>
    </message>
    <message>
        <source>balance {0}</source>
        <translation>saldo {0}</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>nac. {0}</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>sin contar</translation>
    </message>
    <message>
        <source>{0} (charged)</source>
        <translation>{0} (cargada)</translation>
    </message>
    <message>
        <source>{0} (not in use)</source>
        <translation>{0} (sin uso)</translation>
    </message>
    <message>
        <source>{0} entries of all desks, as far as they are known here. Count without any float.</source>
        <translation>{0} asientos de todos los puestos, hasta donde se conocen aquí. Cuente sin el fondo.</translation>
    </message>
    <message>
        <source>{0} in credit</source>
        <translation>{0} a favor</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>{0} se fue</translation>
    </message>
    <message>
        <source>{0} of {1} entered.</source>
        <translation>Se registró {0} de {1}.</translation>
    </message>
    <message>
        <source>{0} of {1} was reversed.</source>
        <translation>Se anuló {0} de {1}.</translation>
    </message>
    <message>
        <source>{0} open</source>
        <translation>{0} pendiente</translation>
    </message>
    <message>
        <source>{0} over</source>
        <translation>sobran {0}</translation>
    </message>
    <message>
        <source>{0} owed</source>
        <translation>{0} adeudado</translation>
    </message>
    <message>
        <source>{0} owed in all</source>
        <translation>{0} adeudado en total</translation>
    </message>
    <message>
        <source>{0} pays charges, {1} stays as credit.</source>
        <translation>{0} paga cargos, {1} queda como saldo a favor.</translation>
    </message>
    <message>
        <source>{0} pays charges.</source>
        <translation>{0} paga cargos.</translation>
    </message>
    <message>
        <source>{0} short</source>
        <translation>faltan {0}</translation>
    </message>
    <message>
        <source>{0}, counted</source>
        <translation>{0}, contado</translation>
    </message>
    <message>
        <source>{0}–{1} days</source>
        <translation>{0}–{1} días</translation>
    </message>
</context>
<context>
    <name>care_plans</name>
    <message>
        <source>Active</source>
        <translation>Activo</translation>
    </message>
    <message>
        <source>Add a goal</source>
        <translation>Añadir un objetivo</translation>
    </message>
    <message>
        <source>Add a step</source>
        <translation>Añadir un paso</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Planes de cuidados</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Completar</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>Edit care plan</source>
        <translation>Editar el plan de cuidados</translation>
    </message>
    <message>
        <source>End early</source>
        <translation>Terminar antes</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Ended early</source>
        <translation>Terminado antes</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Registrado por error</translation>
    </message>
    <message>
        <source>Filter by title or patient</source>
        <translation>Filtrar por título o paciente</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Give it a title.</source>
        <translation>Póngale un título.</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Objetivo</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Objetivos</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Led by</source>
        <translation>Dirigido por</translation>
    </message>
    <message>
        <source>Measured by</source>
        <translation>Medido por</translation>
    </message>
    <message>
        <source>New care plan</source>
        <translation>Nuevo plan de cuidados</translation>
    </message>
    <message>
        <source>No care plans</source>
        <translation>Sin planes de cuidados</translation>
    </message>
    <message>
        <source>No goals yet</source>
        <translation>Aún sin objetivos</translation>
    </message>
    <message>
        <source>No steps yet</source>
        <translation>Aún sin pasos</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Nadie</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>Nadie todavía</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Reabrir</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Guardar el formulario</translation>
    </message>
    <message>
        <source>Say what, or take the line off.</source>
        <translation>Diga qué, o quite la línea.</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Pasos</translation>
    </message>
    <message>
        <source>Take this line off</source>
        <translation>Quitar esta línea</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>What patients and the clinic set out to do stands here.</source>
        <translation>Aquí está lo que los pacientes y la clínica se proponen.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Escriba una fecha, como 2026-03-14.</translation>
    </message>
    <message>
        <source>with {0}</source>
        <translation>con {0}</translation>
    </message>
    <message>
        <source>{0} goals reached</source>
        <translation>{0} objetivos alcanzados</translation>
    </message>
    <message>
        <source>{0} more goals and steps of this patient are at the server only.</source>
        <translation>{0} objetivos y pasos más de este paciente están solo en el servidor.</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>chart_summary</name>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>Alergias</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Nacimiento</translation>
    </message>
    <message>
        <source>Chart summary</source>
        <translation>Resumen de la historia</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Contactos de emergencia</translation>
    </message>
    <message>
        <source>For {0} ({1})</source>
        <translation>Para {0} ({1})</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>Intérprete</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>Última visita</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medicamentos</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Próxima cita</translation>
    </message>
    <message>
        <source>Not part of this summary, whether there is any or not: {0}.</source>
        <translation>No forma parte de este resumen, lo haya o no: {0}.</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Printed by {0}, {1} {2}</source>
        <translation>Impreso por {0}, {1} {2}</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Número de historia</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Sexo</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Citas</translation>
    </message>
    <message>
        <source>needed</source>
        <translation>necesario</translation>
    </message>
    <message>
        <source>none recorded</source>
        <translation>nada registrado</translation>
    </message>
</context>
<context>
    <name>choices</name>
    <message>
        <source>Accepted 277ca</source>
        <translation>Aceptada (277CA)</translation>
    </message>
    <message>
        <source>Accepted 999</source>
        <translation>Aceptada (999)</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Activo</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>Administrador</translation>
    </message>
    <message>
        <source>Appealed</source>
        <translation>Apelada</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Permitido</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archivado</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Llegó</translation>
    </message>
    <message>
        <source>Asap</source>
        <translation>Lo antes posible</translation>
    </message>
    <message>
        <source>Auto obsolete</source>
        <translation>Obsoleto por sí solo</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Facturación</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Tarjeta</translation>
    </message>
    <message>
        <source>Carried out</source>
        <translation>Realizado</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Efectivo</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Cheque</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>Asumido</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Reclamaciones</translation>
    </message>
    <message>
        <source>Clinical</source>
        <translation>Clínico</translation>
    </message>
    <message>
        <source>Clinician</source>
        <translation>Profesional clínico</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Confirmada</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Conflicto</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>Contacted</source>
        <translation>Contactado</translation>
    </message>
    <message>
        <source>Contractual</source>
        <translation>Contractual</translation>
    </message>
    <message>
        <source>Courtesy</source>
        <translation>Cortesía</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Vigente</translation>
    </message>
    <message>
        <source>Deceased</source>
        <translation>Fallecido</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Delete update</source>
        <translation>Borrado y cambio</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegado</translation>
    </message>
    <message>
        <source>Denied claim</source>
        <translation>Reclamación denegada</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Descuento</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Double booking</source>
        <translation>Doble reserva</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplicado</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>Emergencia</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Registrado por error</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Exam</source>
        <translation>Examen</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportado</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Comisión</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Mujer</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>Definitivo</translation>
    </message>
    <message>
        <source>Fr</source>
        <translation>Vi</translation>
    </message>
    <message>
        <source>Front desk</source>
        <translation>Recepción</translation>
    </message>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Alta</translation>
    </message>
    <message>
        <source>In review</source>
        <translation>En revisión</translation>
    </message>
    <message>
        <source>In room</source>
        <translation>En sala</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inactivo</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>Entrante</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>Interno</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Laboratorio</translation>
    </message>
    <message>
        <source>Left message</source>
        <translation>Dejó mensaje</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Carta</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Baja</translation>
    </message>
    <message>
        <source>Major</source>
        <translation>Mayor</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Hombre</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Unido</translation>
    </message>
    <message>
        <source>Mild</source>
        <translation>Leve</translation>
    </message>
    <message>
        <source>Minor</source>
        <translation>Menor</translation>
    </message>
    <message>
        <source>Mo</source>
        <translation>Lu</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Moderado</translation>
    </message>
    <message>
        <source>Near miss</source>
        <translation>Casi incidente</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>No show</source>
        <translation>No acudió</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>No realizado</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Ofrecido</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Operaciones</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>Saliente</translation>
    </message>
    <message>
        <source>Own patients</source>
        <translation>Pacientes propios</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Pagado</translation>
    </message>
    <message>
        <source>Partially paid</source>
        <translation>Pagado en parte</translation>
    </message>
    <message>
        <source>Patient request</source>
        <translation>Petición del paciente</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pago</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Pendiente</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Planificado</translation>
    </message>
    <message>
        <source>Portal</source>
        <translation>Portal</translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation>Preliminar</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primario</translation>
    </message>
    <message>
        <source>Prospective</source>
        <translation>Posible</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Localizado</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recordatorio</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Recurrencia</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazados</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Rejected 277ca</source>
        <translation>Rechazada (277CA)</translation>
    </message>
    <message>
        <source>Rejected 999</source>
        <translation>Rechazada (999)</translation>
    </message>
    <message>
        <source>Relapse</source>
        <translation>Recaída</translation>
    </message>
    <message>
        <source>Remission</source>
        <translation>Remisión</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>Notificado</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Solicitada</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Resuelta</translation>
    </message>
    <message>
        <source>Resubmitted</source>
        <translation>Reenviado</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>Revocado</translation>
    </message>
    <message>
        <source>Routine</source>
        <translation>Rutina</translation>
    </message>
    <message>
        <source>Sa</source>
        <translation>Sá</translation>
    </message>
    <message>
        <source>Secondary</source>
        <translation>Secundario</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Severe</source>
        <translation>Grave</translation>
    </message>
    <message>
        <source>Sms</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Suspendida</translation>
    </message>
    <message>
        <source>Su</source>
        <translation>Do</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Sustituido</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <source>Tertiary</source>
        <translation>Terciario</translation>
    </message>
    <message>
        <source>Th</source>
        <translation>Ju</translation>
    </message>
    <message>
        <source>Therapy</source>
        <translation>Terapia</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Traslado</translation>
    </message>
    <message>
        <source>Treatment</source>
        <translation>Tratamiento</translation>
    </message>
    <message>
        <source>Tu</source>
        <translation>Ma</translation>
    </message>
    <message>
        <source>Unable to assess</source>
        <translation>No evaluable</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>Unmerged</source>
        <translation>Separado</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Urgente</translation>
    </message>
    <message>
        <source>Voided</source>
        <translation>Anulado</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>We</source>
        <translation>Mi</translation>
    </message>
    <message>
        <source>Write off</source>
        <translation>Condonación</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Escritos</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Número equivocado</translation>
    </message>
</context>
<context>
    <name>clash_line</name>
    <message>
        <source>Keep mine</source>
        <translation>Conservar el mío</translation>
    </message>
    <message>
        <source>Keep mine: {0}</source>
        <translation>Conservar el mío: {0}</translation>
    </message>
    <message>
        <source>Use theirs</source>
        <translation>Usar el del otro</translation>
    </message>
    <message>
        <source>Use theirs: {0}</source>
        <translation>Usar el del otro: {0}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>vacío</translation>
    </message>
    <message>
        <source>{0} there: {1}</source>
        <translation>{0} allí: {1}</translation>
    </message>
</context>
<context>
    <name>clinical_words</name>
    <message>
        <source>high risk</source>
        <translation>riesgo alto</translation>
    </message>
    <message>
        <source>onset: {0}</source>
        <translation>inicio: {0}</translation>
    </message>
    <message>
        <source>since {0}</source>
        <translation>desde {0}</translation>
    </message>
</context>
<context>
    <name>columns</name>
    <message>
        <source>Back to the design</source>
        <translation>Volver al diseño</translation>
    </message>
    <message>
        <source>Column {0}</source>
        <translation>Columna {0}</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Further to the end</source>
        <translation>Más atrás</translation>
    </message>
    <message>
        <source>Further to the front</source>
        <translation>Más adelante</translation>
    </message>
    <message>
        <source>Narrower</source>
        <translation>Más estrecha</translation>
    </message>
    <message>
        <source>Place, width and order of lines</source>
        <translation>Lugar, ancho y orden de las líneas</translation>
    </message>
    <message>
        <source>Sort downwards</source>
        <translation>Orden descendente</translation>
    </message>
    <message>
        <source>Sort upwards</source>
        <translation>Orden ascendente</translation>
    </message>
    <message>
        <source>This column says what a line is about.</source>
        <translation>Esta columna dice de qué trata una línea.</translation>
    </message>
    <message>
        <source>Wider</source>
        <translation>Más ancha</translation>
    </message>
</context>
<context>
    <name>commands</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Columnas…</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtrar</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Ir a</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <source>In this panel</source>
        <translation>En este panel</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevo</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Report an incident…</source>
        <translation>Informar de un incidente…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Sincronizar ahora</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ver</translation>
    </message>
</context>
<context>
    <name>conflicts</name>
    <message>
        <source>Changed and removed</source>
        <translation>Cambiado y eliminado</translation>
    </message>
    <message>
        <source>Double booking</source>
        <translation>Doble reserva</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>One person or two?</source>
        <translation>¿Una persona o dos?</translation>
    </message>
    <message>
        <source>Possible duplicate</source>
        <translation>Posible duplicado</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>Alguien</translation>
    </message>
    <message>
        <source>Steps do not fit</source>
        <translation>Los pasos no encajan</translation>
    </message>
    <message>
        <source>Two desks booked the same time</source>
        <translation>Dos puestos reservaron la misma hora</translation>
    </message>
    <message>
        <source>Two values</source>
        <translation>Dos valores</translation>
    </message>
    <message>
        <source>What was entered stays as it stands; the other values are kept here.</source>
        <translation>Lo que se registró queda como está; los demás valores se conservan aquí.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>You look after it since {0}.</source>
        <translation>Usted se ocupa desde {0}.</translation>
    </message>
    <message>
        <source>another record</source>
        <translation>otro registro</translation>
    </message>
    <message>
        <source>another value was given</source>
        <translation>se dio otro valor</translation>
    </message>
    <message>
        <source>both visits were kept</source>
        <translation>se conservaron ambas citas</translation>
    </message>
    <message>
        <source>both were kept</source>
        <translation>se conservaron ambos</translation>
    </message>
    <message>
        <source>it was decided</source>
        <translation>se decidió</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>one of the visits was moved</source>
        <translation>se movió una de las citas</translation>
    </message>
    <message>
        <source>the other patient's visit was moved</source>
        <translation>se movió la cita del otro paciente</translation>
    </message>
    <message>
        <source>the value held back was taken</source>
        <translation>se tomó el valor retenido</translation>
    </message>
    <message>
        <source>the visit of {0} was moved</source>
        <translation>se movió la cita de {0}</translation>
    </message>
    <message>
        <source>what stood was kept</source>
        <translation>se conservó lo que estaba</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} y {1} más</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} días</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>{0} looks after it since {1}.</source>
        <translation>{0} se ocupa desde {1}.</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0}, {1}: {2}</source>
        <translation>{0}, {1}: {2}</translation>
    </message>
    <message>
        <source>{0}: changed and removed</source>
        <translation>{0}: cambiado y eliminado</translation>
    </message>
    <message>
        <source>{0}: the steps do not fit</source>
        <translation>{0}: los pasos no encajan</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>consent</name>
    <message>
        <source>Assignment of benefits</source>
        <translation>Cesión de beneficios del seguro</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>Consent kept as signed</source>
        <translation>Consentimiento guardado como firmado</translation>
    </message>
    <message>
        <source>Consent to treatment</source>
        <translation>Consentimiento para el tratamiento</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>Consentimiento revocado</translation>
    </message>
    <message>
        <source>Consents</source>
        <translation>Consentimientos</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formulario</translation>
    </message>
    <message>
        <source>I agree to be examined and treated at {clinic}. What will be done, why, what can go wrong and what else could be done was explained to me, and my questions were answered. I can withdraw this consent at any time.</source>
        <translation>Acepto que me examinen y me traten en {clinic}. Me explicaron qué se hará y por qué, qué puede salir mal y qué otra cosa se podría hacer, y respondieron a mis preguntas. Puedo revocar este consentimiento en cualquier momento.</translation>
    </message>
    <message>
        <source>I was given the notice that says how {clinic} uses and shares information about my health, and what my rights are. I can ask for a copy at any time.</source>
        <translation>Recibí el aviso que dice cómo {clinic} usa y comparte la información sobre mi salud y cuáles son mis derechos. Puedo pedir una copia en cualquier momento.</translation>
    </message>
    <message>
        <source>If not the patient: who</source>
        <translation>Si no es el paciente: quién</translation>
    </message>
    <message>
        <source>Keep as signed</source>
        <translation>Guardar como firmado</translation>
    </message>
    <message>
        <source>My insurance may pay {clinic} directly, and {clinic} may tell it what it needs to know for that. I pay what my insurance does not.</source>
        <translation>Mi seguro puede pagar directamente a {clinic}, y {clinic} puede comunicarle lo que necesite saber para ello. Yo pago lo que mi seguro no pague.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>No consents</source>
        <translation>Sin consentimientos</translation>
    </message>
    <message>
        <source>Notice of privacy practices</source>
        <translation>Aviso de prácticas de privacidad</translation>
    </message>
    <message>
        <source>Open the patient's chart first.</source>
        <translation>Abra primero la historia del paciente.</translation>
    </message>
    <message>
        <source>Print it empty…</source>
        <translation>Imprimir en blanco…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Release of information</source>
        <translation>Autorización para dar información</translation>
    </message>
    <message>
        <source>Say in a few words why.</source>
        <translation>Diga en pocas palabras por qué.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Sign a consent…</source>
        <translation>Firmar un consentimiento…</translation>
    </message>
    <message>
        <source>Sign in the field, or let the typed name be the signature.</source>
        <translation>Firme en el recuadro o deje que el nombre escrito valga como firma.</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Signature: mouse, pen or finger. Delete wipes it.</source>
        <translation>Firma: ratón, lápiz o dedo. Supr la borra.</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Firmado por</translation>
    </message>
    <message>
        <source>Signed by typing the name</source>
        <translation>Firmado escribiendo el nombre</translation>
    </message>
    <message>
        <source>Signed on screen</source>
        <translation>Firmado en pantalla</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Text messages</source>
        <translation>Mensajes de texto</translation>
    </message>
    <message>
        <source>The typed name is the signature</source>
        <translation>El nombre escrito vale como firma</translation>
    </message>
    <message>
        <source>This is before the day it begins.</source>
        <translation>Es anterior al día en que empieza.</translation>
    </message>
    <message>
        <source>This is no day.</source>
        <translation>Eso no es un día.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Válido desde</translation>
    </message>
    <message>
        <source>Valid from {0}</source>
        <translation>Válido desde el {0}</translation>
    </message>
    <message>
        <source>Valid from {0} until {1}</source>
        <translation>Válido desde el {0} hasta el {1}</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Válido hasta</translation>
    </message>
    <message>
        <source>What was signed stays in the chart, with the day and the reason.</source>
        <translation>Lo que se firmó queda en la historia, con el día y el motivo.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Revocar</translation>
    </message>
    <message>
        <source>Withdraw a consent</source>
        <translation>Revocar un consentimiento</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Revocar…</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>Testigo</translation>
    </message>
    <message>
        <source>Witnessed by</source>
        <translation>Testigo</translation>
    </message>
    <message>
        <source>Write something here.</source>
        <translation>Escriba algo aquí.</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>nac. {0}</translation>
    </message>
    <message>
        <source>by {0}</source>
        <translation>por {0}</translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation>desde {0}</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rechazado</translation>
    </message>
    <message>
        <source>signed {0}</source>
        <translation>firmado el {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>hasta {0}</translation>
    </message>
    <message>
        <source>withdrawn {0}</source>
        <translation>revocado {0}</translation>
    </message>
    <message>
        <source>{0} (over)</source>
        <translation>{0} (vencido)</translation>
    </message>
    <message>
        <source>{clinic} may give information about my health to:


what it may give:


I can withdraw this permission at any time, for what was not given yet.</source>
        <translation>{clinic} puede dar información sobre mi salud a:


qué información puede dar:


Puedo revocar este permiso en cualquier momento, para lo que aún no se haya dado.</translation>
    </message>
    <message>
        <source>{clinic} may send text messages about my appointments to my mobile phone. Text messages are not encrypted. I can end this at any time.</source>
        <translation>{clinic} puede enviar mensajes de texto sobre mis citas a mi teléfono móvil. Los mensajes de texto no están cifrados. Puedo terminar con esto en cualquier momento.</translation>
    </message>
    <message>
        <source>{clinic} may write to me by e-mail. E-mail is not encrypted on its way. I can end this at any time.</source>
        <translation>{clinic} puede escribirme por correo electrónico. El correo no va cifrado por el camino. Puedo terminar con esto en cualquier momento.</translation>
    </message>
</context>
<context>
    <name>coverage</name>
    <message>
        <source>Active</source>
        <translation>Activa</translation>
    </message>
    <message>
        <source>Answer of the payer kept</source>
        <translation>Respuesta del pagador guardada</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Reverso</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Nacimiento</translation>
    </message>
    <message>
        <source>Card and eligibility</source>
        <translation>Tarjeta y cobertura</translation>
    </message>
    <message>
        <source>Choose a picture of the card</source>
        <translation>Elegir una imagen de la tarjeta</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Co-pay ({0})</source>
        <translation>Copago ({0})</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Anverso</translation>
    </message>
    <message>
        <source>Insurance card, {0}: {1}</source>
        <translation>Tarjeta del seguro, {0}: {1}</translation>
    </message>
    <message>
        <source>Is it about this patient all the same?</source>
        <translation>¿Se trata de este paciente de todos modos?</translation>
    </message>
    <message>
        <source>It is this patient: keep it</source>
        <translation>Es este paciente: guardarla</translation>
    </message>
    <message>
        <source>Keep the answer</source>
        <translation>Guardar la respuesta</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Dejarlo</translation>
    </message>
    <message>
        <source>Member number</source>
        <translation>Número de afiliado</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>No picture yet. Drop one here.</source>
        <translation>Aún no hay imagen. Suelte una aquí.</translation>
    </message>
    <message>
        <source>Not active</source>
        <translation>No activa</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>Sin consultar</translation>
    </message>
    <message>
        <source>On</source>
        <translation>El día</translation>
    </message>
    <message>
        <source>One picture at a time.</source>
        <translation>Una sola imagen cada vez.</translation>
    </message>
    <message>
        <source>Picture of the card kept</source>
        <translation>Imagen de la tarjeta guardada</translation>
    </message>
    <message>
        <source>Picture of the card removed. It stays among the documents.</source>
        <translation>Imagen de la tarjeta quitada. Sigue entre los documentos.</translation>
    </message>
    <message>
        <source>Picture of the card, {0}</source>
        <translation>Imagen de la tarjeta, {0}</translation>
    </message>
    <message>
        <source>Read a 271 file</source>
        <translation>Leer un archivo 271</translation>
    </message>
    <message>
        <source>Read a 271 file…</source>
        <translation>Leer un archivo 271…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Somebody kept another answer meanwhile. Yours is not kept yet.</source>
        <translation>Mientras tanto, alguien guardó otra respuesta. La suya aún no está guardada.</translation>
    </message>
    <message>
        <source>That policy is no longer in the chart.</source>
        <translation>Esa póliza ya no está en la historia.</translation>
    </message>
    <message>
        <source>The payer says</source>
        <translation>El pagador dice</translation>
    </message>
    <message>
        <source>The picture is being read.</source>
        <translation>Se está leyendo la imagen.</translation>
    </message>
    <message>
        <source>The picture is not at this desk.</source>
        <translation>La imagen no está en este puesto.</translation>
    </message>
    <message>
        <source>There is no picture.</source>
        <translation>No hay imagen.</translation>
    </message>
    <message>
        <source>There is no policy in the chart that is shown.</source>
        <translation>No hay ninguna póliza en la historia que se muestra.</translation>
    </message>
    <message>
        <source>This answer is about another person. Nothing was kept.</source>
        <translation>Esta respuesta trata de otra persona. No se guardó nada.</translation>
    </message>
    <message>
        <source>Too large: a slip of the finger?</source>
        <translation>Demasiado grande: ¿un error al teclear?</translation>
    </message>
    <message>
        <source>Type an amount, such as 25.00.</source>
        <translation>Escriba un importe, como 25,00.</translation>
    </message>
    <message>
        <source>Write the day of the answer, not in future.</source>
        <translation>Escriba el día de la respuesta, que no sea futuro.</translation>
    </message>
    <message>
        <source>co-pay {0}</source>
        <translation>copago {0}</translation>
    </message>
    <message>
        <source>group {0}</source>
        <translation>grupo {0}</translation>
    </message>
    <message>
        <source>held by {0}</source>
        <translation>titular: {0}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>sin indicar</translation>
    </message>
    <message>
        <source>refused with code {0}</source>
        <translation>rechazado con el código {0}</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>hasta {0}</translation>
    </message>
    <message>
        <source>{0}: card and eligibility…</source>
        <translation>{0}: tarjeta y cobertura…</translation>
    </message>
    <message>
        <source>{0}: the answer says {1}, the chart {2}.</source>
        <translation>{0}: la respuesta dice {1}, la historia {2}.</translation>
    </message>
</context>
<context>
    <name>dates</name>
    <message>
        <source>MMM yyyy</source>
        <translation>MMM yyyy</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <translation>MMMM 'de' yyyy</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d MMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>d 'de' MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d 'de' MMMM 'de' yyyy</translation>
    </message>
    <message>
        <source>dd MMM yyyy</source>
        <translation>dd MMM yyyy</translation>
    </message>
    <message>
        <source>ddd d</source>
        <translation>ddd d</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>ddd d MMM</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy</source>
        <translation>ddd d MMM yyyy</translation>
    </message>
    <message>
        <source>ddd, d MMM yyyy</source>
        <translation>ddd, d MMM yyyy</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <translation>dddd, d 'de' MMMM</translation>
    </message>
    <message>
        <source>dddd d MMMM yyyy</source>
        <translation>dddd, d 'de' MMMM 'de' yyyy</translation>
    </message>
    <message>
        <source>dddd, d MMMM yyyy</source>
        <translation>dddd, d 'de' MMMM 'de' yyyy</translation>
    </message>
</context>
<context>
    <name>documents</name>
    <message>
        <source>A file is still being read. One moment.</source>
        <translation>Un archivo aún se está leyendo. Un momento.</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>Añadir documentos</translation>
    </message>
    <message>
        <source>Add documents (Ctrl+N), or drop files anywhere here</source>
        <translation>Añadir documentos (Ctrl+N), o suelte archivos aquí</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Any kind</source>
        <translation>Cualquier tipo</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivar</translation>
    </message>
    <message>
        <source>Archive or restore</source>
        <translation>Archivar o recuperar</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archivado</translation>
    </message>
    <message>
        <source>Arrows move through the list. Drop files here to add them.</source>
        <translation>Las flechas recorren la lista. Suelte archivos aquí para añadirlos.</translation>
    </message>
    <message>
        <source>At most {0} files at a time.</source>
        <translation>Como máximo {0} archivos a la vez.</translation>
    </message>
    <message>
        <source>At the server: fetched when it is opened</source>
        <translation>En el servidor: se trae al abrirlo</translation>
    </message>
    <message>
        <source>At this desk and at the server</source>
        <translation>En este puesto y en el servidor</translation>
    </message>
    <message>
        <source>At this desk, not sent yet</source>
        <translation>En este puesto, aún sin enviar</translation>
    </message>
    <message>
        <source>Attachment</source>
        <translation>Adjunto</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>Elija un documento</translation>
    </message>
    <message>
        <source>Choose a file, or drop one here.</source>
        <translation>Elija un archivo o suelte uno aquí.</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Elegir archivos</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Elegir archivos…</translation>
    </message>
    <message>
        <source>Choose the file again.</source>
        <translation>Elija el archivo de nuevo.</translation>
    </message>
    <message>
        <source>Choose the files again: {0}</source>
        <translation>Elija de nuevo los archivos: {0}</translation>
    </message>
    <message>
        <source>Choose the patient it belongs to.</source>
        <translation>Elija el paciente al que pertenece.</translation>
    </message>
    <message>
        <source>Clinical XML</source>
        <translation>XML clínico</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>Copy saved, in clear.</source>
        <translation>Copia guardada, sin cifrar.</translation>
    </message>
    <message>
        <source>Current</source>
        <translation>Vigente</translation>
    </message>
    <message>
        <source>DICOM image</source>
        <translation>Imagen DICOM</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Day it was written</source>
        <translation>Día en que se escribió</translation>
    </message>
    <message>
        <source>Document archived.</source>
        <translation>Documento archivado.</translation>
    </message>
    <message>
        <source>Document filed.</source>
        <translation>Documento archivado.</translation>
    </message>
    <message>
        <source>Document is current.</source>
        <translation>El documento está vigente.</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>Edit document</source>
        <translation>Editar el documento</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Registrado por error</translation>
    </message>
    <message>
        <source>Fetching it from the server…</source>
        <translation>Trayéndolo del servidor…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Filter by title or patient</source>
        <translation>Filtrar por título o paciente</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formulario</translation>
    </message>
    <message>
        <source>Give every file a title.</source>
        <translation>Dé un título a cada archivo.</translation>
    </message>
    <message>
        <source>Give it a title.</source>
        <translation>Póngale un título.</translation>
    </message>
    <message>
        <source>Imaging</source>
        <translation>Imagen diagnóstica</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>JPEG picture</source>
        <translation>Imagen JPEG</translation>
    </message>
    <message>
        <source>Kept as a draft, without the files.</source>
        <translation>Guardado como borrador, sin los archivos.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Carta</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Marcar como leído</translation>
    </message>
    <message>
        <source>Marked as entered in error.</source>
        <translation>Marcado como registrado por error.</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>Aún no hay documentos</translation>
    </message>
    <message>
        <source>No file</source>
        <translation>Sin archivo</translation>
    </message>
    <message>
        <source>No file is attached to it.</source>
        <translation>No tiene ningún archivo adjunto.</translation>
    </message>
    <message>
        <source>Not here yet</source>
        <translation>Aún no está aquí</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>No se guardó: elija un nombre que no exista allí.</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>No mostrado</translation>
    </message>
    <message>
        <source>One file at a time takes another's place.</source>
        <translation>Solo un archivo puede ocupar el lugar de otro.</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>Imagen PNG</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Imprimir</translation>
    </message>
    <message>
        <source>Print document</source>
        <translation>Imprimir el documento</translation>
    </message>
    <message>
        <source>Proof of identity</source>
        <translation>Documento de identidad</translation>
    </message>
    <message>
        <source>Reading {0}</source>
        <translation>Leyendo {0}</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>Derivación</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Sustituir</translation>
    </message>
    <message>
        <source>Replace document</source>
        <translation>Sustituir el documento</translation>
    </message>
    <message>
        <source>Replace it to add one.</source>
        <translation>Sustitúyalo para añadir uno.</translation>
    </message>
    <message>
        <source>Replaced by: {0}</source>
        <translation>Sustituido por: {0}</translation>
    </message>
    <message>
        <source>Replaces: {0}</source>
        <translation>Sustituye a: {0}</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Guardar una copia</translation>
    </message>
    <message>
        <source>Save a copy to open it.</source>
        <translation>Guarde una copia para abrirlo.</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Guardar el formulario</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Guardado.</translation>
    </message>
    <message>
        <source>Scan the paper with your scanner's program and choose the file. Kept: {0}.</source>
        <translation>Escanee el papel con el programa de su escáner y elija el archivo. Se admiten: {0}.</translation>
    </message>
    <message>
        <source>Scanned letters, results, consents and pictures are kept here.</source>
        <translation>Aquí se guardan cartas, resultados, consentimientos e imágenes escaneados.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Enviado a la impresora.</translation>
    </message>
    <message>
        <source>Sure? It cannot be undone</source>
        <translation>¿Seguro? No se puede deshacer</translation>
    </message>
    <message>
        <source>TIFF picture</source>
        <translation>Imagen TIFF</translation>
    </message>
    <message>
        <source>Take off what cannot be filed.</source>
        <translation>Quite lo que no se puede archivar.</translation>
    </message>
    <message>
        <source>Take {0} off</source>
        <translation>Quitar {0}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>This file cannot be printed here. Save a copy instead.</source>
        <translation>Este archivo no se puede imprimir aquí. Guarde una copia.</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Este archivo no se puede leer.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>To be read</source>
        <translation>Por leer</translation>
    </message>
    <message>
        <source>Too large to show</source>
        <translation>Demasiado grande para mostrarlo</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Escriba una fecha, como 2026-03-14.</translation>
    </message>
    <message>
        <source>filed by {0}</source>
        <translation>archivado por {0}</translation>
    </message>
    <message>
        <source>the server did not take it</source>
        <translation>el servidor no lo aceptó</translation>
    </message>
    <message>
        <source>{0} documents filed.</source>
        <translation>{0} documentos archivados.</translation>
    </message>
</context>
<context>
    <name>entries</name>
    <message>
        <source>1 visit is booked in this time</source>
        <translation>Hay 1 cita reservada en este tiempo</translation>
    </message>
    <message>
        <source>10 digits</source>
        <translation>10 dígitos</translation>
    </message>
    <message>
        <source>24 Nov 2026</source>
        <translation>24 nov 2026</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>About a patient not shown to you</source>
        <translation>Sobre un paciente que no se le muestra</translation>
    </message>
    <message>
        <source>About {0}</source>
        <translation>Sobre {0}</translation>
    </message>
    <message>
        <source>Add closed day</source>
        <translation>Añadir día de cierre</translation>
    </message>
    <message>
        <source>Add hours</source>
        <translation>Añadir horario</translation>
    </message>
    <message>
        <source>Add measurements</source>
        <translation>Añadir mediciones</translation>
    </message>
    <message>
        <source>Add organization</source>
        <translation>Añadir organización</translation>
    </message>
    <message>
        <source>Add template</source>
        <translation>Añadir plantilla</translation>
    </message>
    <message>
        <source>Block time</source>
        <translation>Bloquear tiempo</translation>
    </message>
    <message>
        <source>Blocked time</source>
        <translation>Tiempo bloqueado</translation>
    </message>
    <message>
        <source>Breaths, /min</source>
        <translation>Respiración, /min</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Elija primero una línea.</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ciudad</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Closed day</source>
        <translation>Día de cierre</translation>
    </message>
    <message>
        <source>Closed days</source>
        <translation>Días de cierre</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Edit (Enter)</source>
        <translation>Editar (Intro)</translation>
    </message>
    <message>
        <source>Fall, wrong form, needle</source>
        <translation>Caída, formulario equivocado, aguja</translation>
    </message>
    <message>
        <source>Filled in: {0}</source>
        <translation>Se rellenan: {0}</translation>
    </message>
    <message>
        <source>Find by name, phone or place</source>
        <translation>Buscar por nombre, teléfono o lugar</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Height, cm</source>
        <translation>Estatura, cm</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Vigencia</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>Vigente desde</translation>
    </message>
    <message>
        <source>How bad</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>Incident report</source>
        <translation>Informe de incidente</translation>
    </message>
    <message>
        <source>It is about no patient in particular.</source>
        <translation>No se refiere a ningún paciente en concreto.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Look again, please: {0}. Save all the same if it is right.</source>
        <translation>Mírelo otra vez: {0}. Guárdelo de todos modos si es correcto.</translation>
    </message>
    <message>
        <source>Lunch, meeting, repair</source>
        <translation>Comida, reunión, reparación</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Mediciones</translation>
    </message>
    <message>
        <source>Message template</source>
        <translation>Plantilla de mensaje</translation>
    </message>
    <message>
        <source>NPI</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>No closed days from today on.</source>
        <translation>No hay días de cierre desde hoy.</translation>
    </message>
    <message>
        <source>No hospitals, practices or laboratories are listed yet.</source>
        <translation>Aún no hay hospitales, consultas ni laboratorios.</translation>
    </message>
    <message>
        <source>No hours are set: providers can be booked while the clinic is open.</source>
        <translation>No hay horarios: se puede reservar mientras la clínica esté abierta.</translation>
    </message>
    <message>
        <source>No incidents are reported.</source>
        <translation>No hay incidentes comunicados.</translation>
    </message>
    <message>
        <source>No provider</source>
        <translation>Sin profesional</translation>
    </message>
    <message>
        <source>No room</source>
        <translation>Sin sala</translation>
    </message>
    <message>
        <source>No templates yet.</source>
        <translation>Aún no hay plantillas.</translation>
    </message>
    <message>
        <source>No time is blocked from now on.</source>
        <translation>No hay tiempo bloqueado a partir de ahora.</translation>
    </message>
    <message>
        <source>Not in use</source>
        <translation>Fuera de uso</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>Nada coincide.</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>Aún no se midió nada.</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organización</translation>
    </message>
    <message>
        <source>Oxygen, %</source>
        <translation>Oxígeno, %</translation>
    </message>
    <message>
        <source>Pain, 0–10</source>
        <translation>Dolor, 0–10</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient it is about, if any</source>
        <translation>Paciente afectado, si lo hay</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lugar</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Código postal</translation>
    </message>
    <message>
        <source>Pressure, mmHg</source>
        <translation>Presión, mmHg</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Provider hours</source>
        <translation>Horarios de profesionales</translation>
    </message>
    <message>
        <source>Pulse, /min</source>
        <translation>Pulso, /min</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>Anotado por</translation>
    </message>
    <message>
        <source>Remove (Del)</source>
        <translation>Quitar (Supr)</translation>
    </message>
    <message>
        <source>Remove the entry</source>
        <translation>Quitar el elemento</translation>
    </message>
    <message>
        <source>Report an incident</source>
        <translation>Comunicar un incidente</translation>
    </message>
    <message>
        <source>Reported by</source>
        <translation>Notificado por</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Sala</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save all the same</source>
        <translation>Guardar de todos modos</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Guardado.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Street and number</source>
        <translation>Calle y número</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Asunto</translation>
    </message>
    <message>
        <source>Temperature, °C</source>
        <translation>Temperatura, °C</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Thanksgiving</source>
        <translation>Fiesta nacional</translation>
    </message>
    <message>
        <source>The latest {0} are shown.</source>
        <translation>Se muestran los {0} más recientes.</translation>
    </message>
    <message>
        <source>They stay booked: move them, or save all the same.</source>
        <translation>Siguen reservadas: muévalas o guarde de todos modos.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Weight, kg</source>
        <translation>Peso, kg</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>En qué quedó</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué pasó</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Your role reports incidents and does not read the reports.</source>
        <translation>Su función comunica incidentes y no lee los informes.</translation>
    </message>
    <message>
        <source>always</source>
        <translation>siempre</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>el mismo</translation>
    </message>
    <message>
        <source>{0} removed</source>
        <translation>{0}: eliminado</translation>
    </message>
    <message>
        <source>{0} visits are booked in this time</source>
        <translation>Hay {0} citas reservadas en este tiempo</translation>
    </message>
    <message>
        <source>{0}, last time {1}</source>
        <translation>{0}, la última vez {1}</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Address, second line</source>
        <translation>Dirección, segunda línea</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Another program is using the database. Close it and try again.</source>
        <translation>Otro programa está usando la base de datos. Ciérrelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Breathing rate</source>
        <translation>Frecuencia respiratoria</translation>
    </message>
    <message>
        <source>Co-pay</source>
        <translation>Copago</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Fecha de nacimiento</translation>
    </message>
    <message>
        <source>Diastolic pressure</source>
        <translation>Presión diastólica</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Estatura</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>MRN</source>
        <translation>N.º historia</translation>
    </message>
    <message>
        <source>Mobile phone</source>
        <translation>Teléfono móvil</translation>
    </message>
    <message>
        <source>Nothing can be saved here: the audit trail was changed. Tell your administrator.</source>
        <translation>Aquí no se puede guardar nada: el registro de auditoría fue alterado. Avise a su administrador.</translation>
    </message>
    <message>
        <source>Oxygen saturation</source>
        <translation>Saturación de oxígeno</translation>
    </message>
    <message>
        <source>Pain</source>
        <translation>Dolor</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Pulse</source>
        <translation>Pulso</translation>
    </message>
    <message>
        <source>Sign in to the server again to go on syncing.</source>
        <translation>Inicie sesión de nuevo en el servidor para seguir sincronizando.</translation>
    </message>
    <message>
        <source>Somebody changed this record meanwhile. Look at both and save again.</source>
        <translation>Alguien cambió este registro entretanto. Mire ambos y guarde de nuevo.</translation>
    </message>
    <message>
        <source>Something went wrong. Nothing was lost; please try again.</source>
        <translation>Algo salió mal. No se perdió nada; inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Systolic pressure</source>
        <translation>Presión sistólica</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>That passphrase does not open this clinic.</source>
        <translation>Esa frase de paso no abre esta clínica.</translation>
    </message>
    <message>
        <source>That time is taken.</source>
        <translation>Esa hora está ocupada.</translation>
    </message>
    <message>
        <source>The clinic keeps as much at the server as it may. Ask whoever runs the server for more room.</source>
        <translation>La clínica ya guarda en el servidor cuanto puede. Pida más espacio a quien administra el servidor.</translation>
    </message>
    <message>
        <source>The clinic's database could not be opened.</source>
        <translation>No se pudo abrir la base de datos de la clínica.</translation>
    </message>
    <message>
        <source>The clinic's database is damaged. Restore a backup.</source>
        <translation>La base de datos de la clínica está dañada. Restaure una copia de seguridad.</translation>
    </message>
    <message>
        <source>The computer's keyring is not available.</source>
        <translation>El llavero del equipo no está disponible.</translation>
    </message>
    <message>
        <source>The disk could not be read or written; it may be full or failing. Nothing was saved.</source>
        <translation>No se pudo leer o escribir el disco; puede estar lleno o fallando. No se guardó nada.</translation>
    </message>
    <message>
        <source>The disk is full; the change was not saved. Make room and try again.</source>
        <translation>El disco está lleno; el cambio no se guardó. Libere espacio e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>El archivo</translation>
    </message>
    <message>
        <source>The file is damaged, and the server does not have it. File it again.</source>
        <translation>El archivo está dañado y el servidor no lo tiene. Archívelo de nuevo.</translation>
    </message>
    <message>
        <source>The file is not here yet. It is on its way from another desk.</source>
        <translation>El archivo aún no está aquí. Viene en camino desde otro puesto.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Changes are kept on this computer.</source>
        <translation>No se puede llegar al servidor. Los cambios se conservan en este equipo.</translation>
    </message>
    <message>
        <source>The server could not do this now. Changes are kept on this computer.</source>
        <translation>El servidor no pudo hacerlo ahora. Los cambios se conservan en este equipo.</translation>
    </message>
    <message>
        <source>The visit has moved on; this step no longer fits.</source>
        <translation>La cita ya avanzó; este paso ya no corresponde.</translation>
    </message>
    <message>
        <source>This PIN failed too often. Sign in with your passphrase, then use it again.</source>
        <translation>Este PIN falló demasiadas veces. Inicie sesión con su frase de paso y después úselo de nuevo.</translation>
    </message>
    <message>
        <source>This account was closed. Ask an administrator of the clinic.</source>
        <translation>Esta cuenta fue cerrada. Pregunte a un administrador de la clínica.</translation>
    </message>
    <message>
        <source>This record is no longer there.</source>
        <translation>Este registro ya no existe.</translation>
    </message>
    <message>
        <source>This took too long and was given up; nothing was saved.</source>
        <translation>Esto tardó demasiado y se abandonó; no se guardó nada.</translation>
    </message>
    <message>
        <source>Too many failures. Try again in {seconds} s.</source>
        <translation>Demasiados intentos fallidos. Inténtelo de nuevo en {seconds} s.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Work phone</source>
        <translation>Teléfono del trabajo</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Actor</source>
        <translation>Quien actúa</translation>
    </message>
    <message>
        <source>Address line</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Address line2</source>
        <translation>Dirección, segunda línea</translation>
    </message>
    <message>
        <source>Adjusted</source>
        <translation>Ajustado</translation>
    </message>
    <message>
        <source>Adjusted on</source>
        <translation>Ajustado el</translation>
    </message>
    <message>
        <source>Adjustment limit</source>
        <translation>Límite de ajuste</translation>
    </message>
    <message>
        <source>After minute</source>
        <translation>Después del minuto</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Amends</source>
        <translation>Enmienda</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Arrived at</source>
        <translation>Llegó a las</translation>
    </message>
    <message>
        <source>Assignee</source>
        <translation>Asignado a</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Autor</translation>
    </message>
    <message>
        <source>Authored on</source>
        <translation>Redactado el</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Base</translation>
    </message>
    <message>
        <source>Before minute</source>
        <translation>Antes del minuto</translation>
    </message>
    <message>
        <source>Begins at</source>
        <translation>Empieza a las</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>Fecha de nacimiento</translation>
    </message>
    <message>
        <source>Birth date is estimated</source>
        <translation>Fecha de nacimiento estimada</translation>
    </message>
    <message>
        <source>Breaths per min</source>
        <translation>Respiraciones por minuto</translation>
    </message>
    <message>
        <source>Broken at</source>
        <translation>Abierto a las</translation>
    </message>
    <message>
        <source>Cancel reason</source>
        <translation>Motivo de cancelación</translation>
    </message>
    <message>
        <source>Card back</source>
        <translation>Reverso de la tarjeta</translation>
    </message>
    <message>
        <source>Card front</source>
        <translation>Anverso de la tarjeta</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Plan de cuidados</translation>
    </message>
    <message>
        <source>Carried out at</source>
        <translation>Realizado el</translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>Realizado por</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Caja</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Cargo</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ciudad</translation>
    </message>
    <message>
        <source>Claim number</source>
        <translation>Número de reclamación</translation>
    </message>
    <message>
        <source>Claimed at</source>
        <translation>Asumido a las</translation>
    </message>
    <message>
        <source>Claimed by</source>
        <translation>Asumido por</translation>
    </message>
    <message>
        <source>Closed at</source>
        <translation>Cerrado a las</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Cerrado por</translation>
    </message>
    <message>
        <source>Closes at</source>
        <translation>Cierra a las</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Code system</source>
        <translation>Sistema de códigos</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Color</translation>
    </message>
    <message>
        <source>Condition ids</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>Confirmation</source>
        <translation>Confirmación</translation>
    </message>
    <message>
        <source>Content hash</source>
        <translation>Suma del contenido</translation>
    </message>
    <message>
        <source>Copay</source>
        <translation>Copago</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Contado</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>País</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Criticality</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Moneda</translation>
    </message>
    <message>
        <source>Deceased on</source>
        <translation>Fallecido el</translation>
    </message>
    <message>
        <source>Decided at</source>
        <translation>Decidido el</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Decidido por</translation>
    </message>
    <message>
        <source>Decision note</source>
        <translation>Nota de la decisión</translation>
    </message>
    <message>
        <source>Denial codes</source>
        <translation>Códigos de denegación</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Dispositivo</translation>
    </message>
    <message>
        <source>Diagnosis codes</source>
        <translation>Códigos de diagnóstico</translation>
    </message>
    <message>
        <source>Diastolic mmhg</source>
        <translation>Diastólica, mmHg</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Dirección del mensaje</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Denominación</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Nombre mostrado</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Documento</translation>
    </message>
    <message>
        <source>Document ids</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>Done at</source>
        <translation>Hecho a las</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>Hecho por</translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation>Posología</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dosis</translation>
    </message>
    <message>
        <source>Dose number</source>
        <translation>Número de dosis</translation>
    </message>
    <message>
        <source>Dose unit</source>
        <translation>Unidad de dosis</translation>
    </message>
    <message>
        <source>Drafted by</source>
        <translation>Redactado por</translation>
    </message>
    <message>
        <source>Due on</source>
        <translation>Vence el</translation>
    </message>
    <message>
        <source>Earliest on</source>
        <translation>Desde el</translation>
    </message>
    <message>
        <source>Eligibility</source>
        <translation>Cobertura vigente</translation>
    </message>
    <message>
        <source>Eligibility on</source>
        <translation>Cobertura comprobada el</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Ends at</source>
        <translation>Termina a las</translation>
    </message>
    <message>
        <source>Ends on</source>
        <translation>Termina el</translation>
    </message>
    <message>
        <source>Entity</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Asientos</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Esperado</translation>
    </message>
    <message>
        <source>Expires on</source>
        <translation>Caduca el</translation>
    </message>
    <message>
        <source>Exported at</source>
        <translation>Exportado a las</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Apellidos</translation>
    </message>
    <message>
        <source>Fee schedule</source>
        <translation>Lista de precios</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Nombre del archivo</translation>
    </message>
    <message>
        <source>First on</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Fondo</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Frecuencia</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>Group number</source>
        <translation>Número de grupo</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Garante</translation>
    </message>
    <message>
        <source>Happened at</source>
        <translation>Ocurrió a las</translation>
    </message>
    <message>
        <source>Height mm</source>
        <translation>Estatura, mm</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Hogar</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Instrucciones</translation>
    </message>
    <message>
        <source>Insurance claim</source>
        <translation>Reclamación al seguro</translation>
    </message>
    <message>
        <source>Is active</source>
        <translation>Está activo</translation>
    </message>
    <message>
        <source>Is alias</source>
        <translation>Es alias</translation>
    </message>
    <message>
        <source>Is guarantor</source>
        <translation>Es garante</translation>
    </message>
    <message>
        <source>Is late cancel</source>
        <translation>Cancelación tardía</translation>
    </message>
    <message>
        <source>Is overbook</source>
        <translation>Sobrecupo</translation>
    </message>
    <message>
        <source>Is schedulable</source>
        <translation>Se puede reservar</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Last contact at</source>
        <translation>Último contacto</translation>
    </message>
    <message>
        <source>Last message at</source>
        <translation>Último mensaje</translation>
    </message>
    <message>
        <source>Last on</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Last outcome</source>
        <translation>Último resultado</translation>
    </message>
    <message>
        <source>Latest on</source>
        <translation>Hasta el</translation>
    </message>
    <message>
        <source>Length min</source>
        <translation>Duración, min</translation>
    </message>
    <message>
        <source>Local start</source>
        <translation>Inicio local</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Sede</translation>
    </message>
    <message>
        <source>Lot number</source>
        <translation>Número de lote</translation>
    </message>
    <message>
        <source>Maiden name</source>
        <translation>Apellido de nacimiento</translation>
    </message>
    <message>
        <source>Marital status</source>
        <translation>Estado civil</translation>
    </message>
    <message>
        <source>Measured at</source>
        <translation>Medido a las</translation>
    </message>
    <message>
        <source>Media type</source>
        <translation>Tipo de archivo</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Número de afiliado</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Unido</translation>
    </message>
    <message>
        <source>Merged at</source>
        <translation>Unido a las</translation>
    </message>
    <message>
        <source>Merged by</source>
        <translation>Unido por</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Forma de pago</translation>
    </message>
    <message>
        <source>Mrn</source>
        <translation>Número de historia</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Needs interpreter</source>
        <translation>Necesita intérprete</translation>
    </message>
    <message>
        <source>Needs resolution</source>
        <translation>Requiere decisión</translation>
    </message>
    <message>
        <source>Next due on</source>
        <translation>Próximo vencimiento</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Npi</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Occurred at</source>
        <translation>Ocurrido a las</translation>
    </message>
    <message>
        <source>Occurred on</source>
        <translation>Ocurrido el</translation>
    </message>
    <message>
        <source>On</source>
        <translation>El día</translation>
    </message>
    <message>
        <source>Onset on</source>
        <translation>Inicio el</translation>
    </message>
    <message>
        <source>Onset text</source>
        <translation>Inicio en palabras</translation>
    </message>
    <message>
        <source>Op</source>
        <translation>Operación</translation>
    </message>
    <message>
        <source>Op kind</source>
        <translation>Tipo de operación</translation>
    </message>
    <message>
        <source>Opened at</source>
        <translation>Abierto a las</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>Abierto por</translation>
    </message>
    <message>
        <source>Opens at</source>
        <translation>Abre a las</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Other row</source>
        <translation>Otro registro</translation>
    </message>
    <message>
        <source>Ours</source>
        <translation>El nuestro</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Override reason</source>
        <translation>Motivo del sobrecupo</translation>
    </message>
    <message>
        <source>Oxygen saturation pct</source>
        <translation>Saturación de oxígeno, %</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Pagado</translation>
    </message>
    <message>
        <source>Paid on</source>
        <translation>Pagado el</translation>
    </message>
    <message>
        <source>Pain 0 10</source>
        <translation>Dolor, 0–10</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient share</source>
        <translation>Parte del paciente</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Pagador</translation>
    </message>
    <message>
        <source>Payer claim number</source>
        <translation>Número del pagador</translation>
    </message>
    <message>
        <source>Payer code</source>
        <translation>Código del pagador</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pago</translation>
    </message>
    <message>
        <source>Performed on</source>
        <translation>Realizado el</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Phone mobile</source>
        <translation>Teléfono móvil</translation>
    </message>
    <message>
        <source>Phone work</source>
        <translation>Teléfono del trabajo</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Posición</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Código postal</translation>
    </message>
    <message>
        <source>Practitioner</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Preferred name</source>
        <translation>Nombre preferido</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Tratamiento</translation>
    </message>
    <message>
        <source>Prescriber</source>
        <translation>Prescriptor</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>Procedure code</source>
        <translation>Código de procedimiento</translation>
    </message>
    <message>
        <source>Pulse per min</source>
        <translation>Pulso por minuto</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Quantity unit</source>
        <translation>Unidad de cantidad</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>Reacción</translation>
    </message>
    <message>
        <source>Read by</source>
        <translation>Leído por</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Reason codes</source>
        <translation>Códigos de motivo</translation>
    </message>
    <message>
        <source>Receipt number</source>
        <translation>Número de recibo</translation>
    </message>
    <message>
        <source>Received on</source>
        <translation>Recibido el</translation>
    </message>
    <message>
        <source>Recipient</source>
        <translation>Destinatario</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>Anotado por</translation>
    </message>
    <message>
        <source>Recorded on</source>
        <translation>Registrado el</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>Quien lo anotó</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Recurrencia</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>Renovaciones</translation>
    </message>
    <message>
        <source>Refunded on</source>
        <translation>Reembolsado el</translation>
    </message>
    <message>
        <source>Related patient</source>
        <translation>Paciente relacionado</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>Parentesco</translation>
    </message>
    <message>
        <source>Reported by</source>
        <translation>Notificado por</translation>
    </message>
    <message>
        <source>Requested at</source>
        <translation>Pedido el</translation>
    </message>
    <message>
        <source>Requested by</source>
        <translation>Pedido por</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <source>Resolved at</source>
        <translation>Decidido a las</translation>
    </message>
    <message>
        <source>Resolved by</source>
        <translation>Decidido por</translation>
    </message>
    <message>
        <source>Resolved on</source>
        <translation>Resuelto el</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Reverses</source>
        <translation>Anula</translation>
    </message>
    <message>
        <source>Review note</source>
        <translation>Nota de la revisión</translation>
    </message>
    <message>
        <source>Reviewed at</source>
        <translation>Revisado a las</translation>
    </message>
    <message>
        <source>Reviewed by</source>
        <translation>Revisado por</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Sala</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Vía</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Puntuación</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>Remitente</translation>
    </message>
    <message>
        <source>Sender name</source>
        <translation>Nombre del remitente</translation>
    </message>
    <message>
        <source>Sent at</source>
        <translation>Enviado a las</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Service on</source>
        <translation>Servicio el</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Severidad</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Sexo</translation>
    </message>
    <message>
        <source>Sha256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Signed at</source>
        <translation>Firmado a las</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Firmado por</translation>
    </message>
    <message>
        <source>Signed on</source>
        <translation>Firmado el</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>Lugar del cuerpo</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Specialty</source>
        <translation>Especialidad</translation>
    </message>
    <message>
        <source>Stamps</source>
        <translation>Sellos</translation>
    </message>
    <message>
        <source>Starts at</source>
        <translation>Comienza a las</translation>
    </message>
    <message>
        <source>Starts on</source>
        <translation>Comienza el</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Status before</source>
        <translation>Estado anterior</translation>
    </message>
    <message>
        <source>Stop reason</source>
        <translation>Motivo de suspensión</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Asunto</translation>
    </message>
    <message>
        <source>Subscriber name</source>
        <translation>Nombre del titular</translation>
    </message>
    <message>
        <source>Subscriber relationship</source>
        <translation>Parentesco con el titular</translation>
    </message>
    <message>
        <source>Suffix</source>
        <translation>Sufijo</translation>
    </message>
    <message>
        <source>Supersedes</source>
        <translation>Sustituye</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <source>Systolic mmhg</source>
        <translation>Sistólica, mmHg</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Tomado</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Meta</translation>
    </message>
    <message>
        <source>Tells after min</source>
        <translation>Escribe tras minutos</translation>
    </message>
    <message>
        <source>Temperature centi c</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>El del otro</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Unidades</translation>
    </message>
    <message>
        <source>Unmerged at</source>
        <translation>Separado a las</translation>
    </message>
    <message>
        <source>Unmerged by</source>
        <translation>Separado por</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>Urgencia</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Nombre de usuario</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Válido desde</translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation>Válido hasta</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Verificación</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Tipo de cita</translation>
    </message>
    <message>
        <source>Weekday</source>
        <translation>Día de la semana</translation>
    </message>
    <message>
        <source>Weekdays</source>
        <translation>Días de la semana</translation>
    </message>
    <message>
        <source>Weight g</source>
        <translation>Peso, g</translation>
    </message>
    <message>
        <source>Withdrawal reason</source>
        <translation>Motivo de la revocación</translation>
    </message>
    <message>
        <source>Withdrawn on</source>
        <translation>Revocado el</translation>
    </message>
    <message>
        <source>Witnessed by</source>
        <translation>Testigo</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
    <message>
        <source>Written at</source>
        <translation>Escrito el</translation>
    </message>
    <message>
        <source>Written lines</source>
        <translation>Líneas escritas</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>Zona horaria</translation>
    </message>
</context>
<context>
    <name>first_run</name>
    <message>
        <source>A code has {0} letters and digits: {1} are missing.</source>
        <translation>Un código tiene {0} letras y cifras: faltan {1}.</translation>
    </message>
    <message>
        <source>Another program is using this folder. Close it and try again.</source>
        <translation>Otro programa está usando esta carpeta. Ciérrelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Asking the server about the code…</source>
        <translation>Preguntando al servidor por el código…</translation>
    </message>
    <message>
        <source>Clinic and you</source>
        <translation>Clínica y usted</translation>
    </message>
    <message>
        <source>Enrolling this computer at the server…</source>
        <translation>Inscribiendo este equipo en el servidor…</translation>
    </message>
    <message>
        <source>Join code</source>
        <translation>Código de incorporación</translation>
    </message>
    <message>
        <source>Looking at this computer's keyring…</source>
        <translation>Mirando el llavero de este equipo…</translation>
    </message>
    <message>
        <source>Make the recovery code later: clinic-desk recovery-code.</source>
        <translation>Haga el código de recuperación más tarde: clinic-desk recovery-code.</translation>
    </message>
    <message>
        <source>Making the keys and the encrypted database…</source>
        <translation>Creando las claves y la base de datos cifrada…</translation>
    </message>
    <message>
        <source>Making the recovery code…</source>
        <translation>Creando el código de recuperación…</translation>
    </message>
    <message>
        <source>No server of that name is found. Check the address for a typing error and whether this computer is online.</source>
        <translation>No se encuentra ningún servidor con ese nombre. Revise si la dirección tiene errores y si este equipo está en línea.</translation>
    </message>
    <message>
        <source>No trusted keyring on this computer: passphrase mode, reduced protection.</source>
        <translation>Sin llavero de confianza en este equipo: solo frase de paso, protección reducida.</translation>
    </message>
    <message>
        <source>Nothing listens at that address. Check the port, and whether the server is running.</source>
        <translation>Nada escucha en esa dirección. Revise el puerto y si el servidor está en marcha.</translation>
    </message>
    <message>
        <source>Opening the clinic…</source>
        <translation>Abriendo la clínica…</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de paso</translation>
    </message>
    <message>
        <source>Protected by your passphrase together with this computer's keyring: {0}. A copy of the files opens nowhere else.</source>
        <translation>Protegido por su frase de paso junto con el llavero de este equipo: {0}. Una copia de los archivos no se abre en ningún otro lugar.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Código de recuperación</translation>
    </message>
    <message>
        <source>Reduced protection: the keyring found here ({0}) is not known to encrypt, so it is not used.</source>
        <translation>Protección reducida: no se sabe que el llavero encontrado aquí ({0}) cifre, por eso no se usa.</translation>
    </message>
    <message>
        <source>Reduced protection: the keyring found here ({0}) keeps secrets in clear text, so it is not used.</source>
        <translation>Protección reducida: el llavero encontrado aquí ({0}) guarda los secretos en texto claro, por eso no se usa.</translation>
    </message>
    <message>
        <source>Server and code</source>
        <translation>Servidor y código</translation>
    </message>
    <message>
        <source>Setting the PIN…</source>
        <translation>Definiendo el PIN…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Stopped. Nothing was made on this computer.</source>
        <translation>Detenido. No se creó nada en este equipo.</translation>
    </message>
    <message>
        <source>Stopping; nothing is left half…</source>
        <translation>Deteniendo; nada queda a medias…</translation>
    </message>
    <message>
        <source>That is {0} too many: a code has {1} letters and digits.</source>
        <translation>Sobran {0}: un código tiene {1} letras y cifras.</translation>
    </message>
    <message>
        <source>The code is wrong, was used already, or is older than a day. Ask for a new one.</source>
        <translation>El código es incorrecto, ya se usó o tiene más de un día. Pida uno nuevo.</translation>
    </message>
    <message>
        <source>The computer's keyring did not answer. Unlock it, then try again.</source>
        <translation>El llavero del equipo no respondió. Desbloquéelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The disk is full; nothing was made. Make room and try again.</source>
        <translation>El disco está lleno; no se creó nada. Libere espacio e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The disk or the network refused. Check both, then try again.</source>
        <translation>El disco o la red lo rechazó. Revise ambos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The join was stopped. Go on with it when you like.</source>
        <translation>La incorporación se detuvo. Siga con ella cuando quiera.</translation>
    </message>
    <message>
        <source>The keyring ({0}) does not keep what it is given; it may be locked. Unlock it and look again, or go on with reduced protection.</source>
        <translation>El llavero ({0}) no conserva lo que recibe; puede estar bloqueado. Desbloquéelo y busque otra vez, o siga con protección reducida.</translation>
    </message>
    <message>
        <source>The passphrase alone protects the data, so make it long. Unlocking takes longer, a PIN is not possible, and the audit trail notes it. A keyring added later does not change it.</source>
        <translation>Solo la frase de paso protege los datos, así que elíjala larga. Desbloquear tarda más, un PIN no es posible y el registro de auditoría lo anota. Un llavero añadido después no lo cambia.</translation>
    </message>
    <message>
        <source>The server did not answer in time. Check the network, then try again.</source>
        <translation>El servidor no respondió a tiempo. Revise la red e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server does not accept this name with this passphrase. Who works at another desk of the clinic already uses the same passphrase here.</source>
        <translation>El servidor no acepta este nombre con esta frase de paso. Quien ya trabaja en otro puesto de la clínica usa aquí la misma frase de paso.</translation>
    </message>
    <message>
        <source>The server does not accept this. Check code, name and passphrase.</source>
        <translation>El servidor no acepta esto. Revise código, nombre y frase de paso.</translation>
    </message>
    <message>
        <source>The server does not answer. Check its address and the network, then try again.</source>
        <translation>El servidor no responde. Revise su dirección y la red e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server is in trouble ({0}). Try again later.</source>
        <translation>El servidor tiene problemas ({0}). Inténtelo más tarde.</translation>
    </message>
    <message>
        <source>The server knows this computer already. Ask for a fresh code.</source>
        <translation>El servidor ya conoce este equipo. Pida un código nuevo.</translation>
    </message>
    <message>
        <source>The server refused this ({0}).</source>
        <translation>El servidor lo rechazó ({0}).</translation>
    </message>
    <message>
        <source>The server shut this computer or its user out. Ask an administrator.</source>
        <translation>El servidor excluyó este equipo o a su usuario. Pregunte a un administrador.</translation>
    </message>
    <message>
        <source>The server speaks another version. Update Clinic Desk and try again.</source>
        <translation>El servidor habla otra versión. Actualice Clinic Desk e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server was asked too often. Try again in {0} s.</source>
        <translation>Se preguntó al servidor demasiadas veces. Inténtelo de nuevo en {0} s.</translation>
    </message>
    <message>
        <source>The server's certificate is not trusted, so nothing was sent. Ask who runs the server for the certificate of the clinic's own authority, and choose its file.</source>
        <translation>No se confía en el certificado del servidor, por lo que no se envió nada. Pida a quien administra el servidor el certificado de la autoridad propia de la clínica y elija su archivo.</translation>
    </message>
    <message>
        <source>What answers there does not speak encrypted HTTPS (TLS 1.3), so nothing was sent. Check the address and its port.</source>
        <translation>Lo que responde ahí no habla HTTPS cifrado (TLS 1.3), así que no se envió nada. Revise la dirección y su puerto.</translation>
    </message>
    <message>
        <source>What answers there is no Clinic Desk server. Check the address.</source>
        <translation>Lo que responde ahí no es un servidor de Clinic Desk. Revise la dirección.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <source>“{0}” is in no code: letters without I, L, O and U, and digits.</source>
        <translation>«{0}» no está en ningún código: letras sin I, L, O ni U, y cifras.</translation>
    </message>
</context>
<context>
    <name>held_notices</name>
    <message>
        <source>A message about a changed visit was drafted: Sync centre, Messages to send.</source>
        <translation>Se redactó un mensaje sobre una cita cambiada: Sincronización, Mensajes por enviar.</translation>
    </message>
    <message>
        <source>A message to the patient is drafted at {0}.</source>
        <translation>A las {0} se redacta un mensaje al paciente.</translation>
    </message>
    <message>
        <source>Dear {0},</source>
        <translation>Hola, {0}:</translation>
    </message>
    <message>
        <source>Please tell us if that does not suit you.</source>
        <translation>Díganos si no le viene bien.</translation>
    </message>
    <message>
        <source>Somebody who writes messages drafts the message.</source>
        <translation>Redacta el mensaje quien escribe mensajes.</translation>
    </message>
    <message>
        <source>The visit of {0} is now {1}.</source>
        <translation>La cita del {0} es ahora el {1}.</translation>
    </message>
    <message>
        <source>The visit of {0} was cancelled.</source>
        <translation>La cita del {0} se canceló.</translation>
    </message>
    <message>
        <source>Your appointment</source>
        <translation>Su cita</translation>
    </message>
    <message>
        <source>Your appointment of {0} is with {1} now.</source>
        <translation>Su cita del {0} es ahora con {1}.</translation>
    </message>
    <message>
        <source>Your appointment of {0} takes place.</source>
        <translation>Su cita del {0} sí tiene lugar.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was cancelled.</source>
        <translation>Su cita del {0} se canceló.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was moved to {1}, with {2}.</source>
        <translation>Su cita del {0} se cambió al {1}, con {2}.</translation>
    </message>
    <message>
        <source>Your appointment of {0} was moved to {1}.</source>
        <translation>Su cita del {0} se cambió al {1}.</translation>
    </message>
    <message>
        <source>Your appointments</source>
        <translation>Sus citas</translation>
    </message>
    <message>
        <source>{0} visits of one patient changed, the first of {1}.</source>
        <translation>Cambiaron {0} citas de un paciente, la primera del {1}.</translation>
    </message>
</context>
<context>
    <name>locking</name>
    <message>
        <source>A whole shift has passed: please sign in anew. What was typed is kept.</source>
        <translation>Pasó un turno entero: inicie sesión de nuevo. Se conserva lo escrito.</translation>
    </message>
    <message>
        <source>Ask an administrator of the clinic.</source>
        <translation>Pregunte a un administrador de la clínica.</translation>
    </message>
    <message>
        <source>It has not heard from it for too long. Patient data stays closed.</source>
        <translation>Hace demasiado que no lo oye. Los datos de pacientes siguen cerrados.</translation>
    </message>
    <message>
        <source>It last did so on {0}. Patient data stays closed until it connects.</source>
        <translation>La última vez fue el {0}. Los datos de pacientes siguen cerrados hasta que se conecte.</translation>
    </message>
    <message>
        <source>It stands more than a day before the server's last word. Put it right.</source>
        <translation>Está más de un día antes de la última palabra del servidor. Ajústelo.</translation>
    </message>
    <message>
        <source>Locked for long: the keys were put away. What was typed is kept.</source>
        <translation>Bloqueado mucho tiempo: las claves se retiraron. Se conserva lo escrito.</translation>
    </message>
    <message>
        <source>Locked when the lid was closed. What was typed is kept.</source>
        <translation>Bloqueado al cerrar la tapa. Se conserva lo escrito.</translation>
    </message>
    <message>
        <source>Nothing was deleted: what was not sent yet stays on this computer, encrypted, and is sent when it is let in again.</source>
        <translation>No se borró nada: lo que aún no se envió queda cifrado en este equipo y se envía cuando se le admita de nuevo.</translation>
    </message>
    <message>
        <source>Offline. Changes that wait on this computer, encrypted: {0}.</source>
        <translation>Sin conexión. Cambios que esperan cifrados en este equipo: {0}.</translation>
    </message>
    <message>
        <source>Quit, start again and sign in with your passphrase to connect.</source>
        <translation>Salga, inicie de nuevo y entre con su frase de paso para conectarse.</translation>
    </message>
    <message>
        <source>Sync is paused while locked. Changes that wait, encrypted: {0}.</source>
        <translation>La sincronización está en pausa durante el bloqueo. Cambios en espera, cifrados: {0}.</translation>
    </message>
    <message>
        <source>Sync is paused while locked. Everything was sent.</source>
        <translation>La sincronización está en pausa durante el bloqueo. Se envió todo.</translation>
    </message>
    <message>
        <source>Ten failed attempts: the keys were put away.</source>
        <translation>Diez intentos fallidos: las claves se retiraron.</translation>
    </message>
    <message>
        <source>That is not the PIN of this person at this desk.</source>
        <translation>Ese no es el PIN de esta persona en este puesto.</translation>
    </message>
    <message>
        <source>The clinic's server lets this workstation or its user in no more.</source>
        <translation>El servidor de la clínica ya no admite este puesto o a su usuario.</translation>
    </message>
    <message>
        <source>The clinic's server shut this workstation or its user out. Nothing was deleted: what was not sent yet stays on this computer, encrypted.</source>
        <translation>El servidor de la clínica excluyó este puesto o a su usuario. No se borró nada: lo que aún no se envió queda cifrado en este equipo.</translation>
    </message>
    <message>
        <source>The clinic's server was not heard for too long. Sign in, then connect; nothing was deleted.</source>
        <translation>Hace demasiado que no se oye al servidor de la clínica. Inicie sesión y conéctese; no se borró nada.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Try again when it is; nothing is lost.</source>
        <translation>No se puede llegar al servidor. Inténtelo cuando se pueda; no se pierde nada.</translation>
    </message>
    <message>
        <source>The server does not accept this passphrase.</source>
        <translation>El servidor no acepta esta frase de paso.</translation>
    </message>
    <message>
        <source>The server does not know you as somebody who may do this.</source>
        <translation>El servidor no le conoce como alguien que pueda hacerlo.</translation>
    </message>
    <message>
        <source>The server lets this workstation or its user in no more.</source>
        <translation>El servidor ya no admite este puesto o a su usuario.</translation>
    </message>
    <message>
        <source>The server was asked too often. Try again in a few minutes.</source>
        <translation>Se preguntó al servidor demasiadas veces. Inténtelo en unos minutos.</translation>
    </message>
    <message>
        <source>This account was closed at the clinic. Others can go on here.</source>
        <translation>Esta cuenta se cerró en la clínica. Otros pueden seguir aquí.</translation>
    </message>
    <message>
        <source>This computer's clock is wrong</source>
        <translation>El reloj de este equipo es incorrecto</translation>
    </message>
    <message>
        <source>This computer's clock is wrong by more than a day. Put it right.</source>
        <translation>El reloj de este equipo se equivoca en más de un día. Ajústelo.</translation>
    </message>
    <message>
        <source>This desk works without a server.</source>
        <translation>Este puesto trabaja sin servidor.</translation>
    </message>
    <message>
        <source>This workstation must hear from its server</source>
        <translation>Este puesto debe oír a su servidor</translation>
    </message>
    <message>
        <source>This workstation was shut out</source>
        <translation>Este puesto fue excluido</translation>
    </message>
</context>
<context>
    <name>merging</name>
    <message>
        <source>Both: {0}</source>
        <translation>Ambos: {0}</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Fecha de nacimiento</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>{0} (estimated)</source>
        <translation>{0} (estimada)</translation>
    </message>
    <message>
        <source>{0} (money stays where it is)</source>
        <translation>{0} (el dinero queda donde está)</translation>
    </message>
    <message>
        <source>{0}: {1} and {2}</source>
        <translation>{0}: {1} y {2}</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>1 file is not shown to your role.</source>
        <translation>Su función no ve 1 archivo.</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>Un archivo</translation>
    </message>
    <message>
        <source>A file belongs to a patient's chart: choose the patient first.</source>
        <translation>Un archivo pertenece a la historia de un paciente: elija primero al paciente.</translation>
    </message>
    <message>
        <source>A file is still being read.</source>
        <translation>Un archivo aún se está leyendo.</translation>
    </message>
    <message>
        <source>A message has at most {0} characters; this one has {1}.</source>
        <translation>Un mensaje tiene como máximo {0} caracteres; este tiene {1}.</translation>
    </message>
    <message>
        <source>A message takes at most {0} files.</source>
        <translation>Un mensaje admite como máximo {0} archivos.</translation>
    </message>
    <message>
        <source>About which patient</source>
        <translation>Sobre qué paciente</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>Todo leído</translation>
    </message>
    <message>
        <source>Another patient</source>
        <translation>Otro paciente</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Responder</translation>
    </message>
    <message>
        <source>Answer without its conversation</source>
        <translation>Respuesta sin su conversación</translation>
    </message>
    <message>
        <source>Any category</source>
        <translation>Toda categoría</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Cualquiera</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Arrows move through the list, Enter answers, Ctrl+N writes a new message.</source>
        <translation>Las flechas recorren la lista, Intro responde, Ctrl+N escribe un mensaje nuevo.</translation>
    </message>
    <message>
        <source>Assign to me</source>
        <translation>Asignármelo</translation>
    </message>
    <message>
        <source>Assigned to</source>
        <translation>Asignado a</translation>
    </message>
    <message>
        <source>Attach again what belongs to it: {0}</source>
        <translation>Adjunte de nuevo lo que le corresponde: {0}</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>Adjuntar archivos</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+Shift+A)</source>
        <translation>Adjuntar archivos (Ctrl+Mayús+A)</translation>
    </message>
    <message>
        <source>Attach the files again.</source>
        <translation>Adjunte los archivos de nuevo.</translation>
    </message>
    <message>
        <source>Attached files go when the window closes: {0}. Send what they belong to, or close again and attach them later.</source>
        <translation>Los archivos adjuntos se van al cerrar la ventana: {0}. Envíe aquello a lo que pertenecen, o cierre de nuevo y adjúntelos después.</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Facturación</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>Choose a conversation</source>
        <translation>Elija una conversación</translation>
    </message>
    <message>
        <source>Clinical</source>
        <translation>Clínico</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>Contact log</source>
        <translation>Registro de contactos</translation>
    </message>
    <message>
        <source>Contact logged.</source>
        <translation>Contacto anotado.</translation>
    </message>
    <message>
        <source>Conversation done.</source>
        <translation>Conversación terminada.</translation>
    </message>
    <message>
        <source>Conversation open again.</source>
        <translation>Conversación abierta de nuevo.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Conversaciones</translation>
    </message>
    <message>
        <source>Copy saved.</source>
        <translation>Copia guardada.</translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation>Copiar el texto</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Discard for good?</source>
        <translation>¿Descartar definitivamente?</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Done or reopen</source>
        <translation>Hecho o reabrir</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Filter messages</source>
        <translation>Filtrar mensajes</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Para</translation>
    </message>
    <message>
        <source>From the patient</source>
        <translation>Del paciente</translation>
    </message>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Alta</translation>
    </message>
    <message>
        <source>How it was said</source>
        <translation>Cómo se dijo</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translation>En la clínica</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>Interno</translation>
    </message>
    <message>
        <source>It is fetched from the server when you save a copy</source>
        <translation>Se trae del servidor cuando guarda una copia</translation>
    </message>
    <message>
        <source>Kept as a draft. Ctrl+N brings it back.</source>
        <translation>Guardado como borrador. Ctrl+N lo trae de vuelta.</translation>
    </message>
    <message>
        <source>Left a message</source>
        <translation>Dejó un mensaje</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Carta</translation>
    </message>
    <message>
        <source>Log contact</source>
        <translation>Anotar contacto</translation>
    </message>
    <message>
        <source>Me ({0})</source>
        <translation>Yo ({0})</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Message sent.</source>
        <translation>Mensaje enviado.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Messages of this conversation</source>
        <translation>Mensajes de esta conversación</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Míos</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Nuevo mensaje</translation>
    </message>
    <message>
        <source>New message (Ctrl+N)</source>
        <translation>Nuevo mensaje (Ctrl+N)</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>No call, letter or text is noted yet.</source>
        <translation>Aún no se anotó ninguna llamada, carta ni texto.</translation>
    </message>
    <message>
        <source>No message matches</source>
        <translation>Ningún mensaje coincide</translation>
    </message>
    <message>
        <source>No messages here</source>
        <translation>No hay mensajes aquí</translation>
    </message>
    <message>
        <source>No outcome</source>
        <translation>Sin resultado</translation>
    </message>
    <message>
        <source>No patient is named</source>
        <translation>No se nombra a ningún paciente</translation>
    </message>
    <message>
        <source>No templates</source>
        <translation>Sin plantillas</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>No se guardó: elija un nombre que no exista allí.</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Aún sin enviar</translation>
    </message>
    <message>
        <source>Not sent yet: {0}</source>
        <translation>Aún sin enviar: {0}</translation>
    </message>
    <message>
        <source>Not shown.</source>
        <translation>No mostrado.</translation>
    </message>
    <message>
        <source>Nothing is waiting for you</source>
        <translation>Nada le espera</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient not shown</source>
        <translation>Paciente no mostrado</translation>
    </message>
    <message>
        <source>Patient portal</source>
        <translation>Portal del paciente</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Localizado</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Leídos</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Reabrir</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Guardar una copia</translation>
    </message>
    <message>
        <source>Save a copy of {0}</source>
        <translation>Guardar una copia de {0}</translation>
    </message>
    <message>
        <source>Say in a few words what it is about.</source>
        <translation>Diga en pocas palabras de qué se trata.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Send as a new conversation</source>
        <translation>Enviar como conversación nueva</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Show all of them</source>
        <translation>Mostrarlos todos</translation>
    </message>
    <message>
        <source>Show the inbox</source>
        <translation>Mostrar la entrada</translation>
    </message>
    <message>
        <source>Show {0} earlier</source>
        <translation>Mostrar {0} anteriores</translation>
    </message>
    <message>
        <source>Still to be filled in: {0}</source>
        <translation>Falta rellenar: {0}</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Asunto</translation>
    </message>
    <message>
        <source>Take {0} off</source>
        <translation>Quitar {0}</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Template…</source>
        <translation>Plantilla…</translation>
    </message>
    <message>
        <source>Text message</source>
        <translation>Mensaje de texto</translation>
    </message>
    <message>
        <source>The conversation could not be read.</source>
        <translation>No se pudo leer la conversación.</translation>
    </message>
    <message>
        <source>The conversation is being read.</source>
        <translation>Se está leyendo la conversación.</translation>
    </message>
    <message>
        <source>The conversation this answer was for was removed. It was typed at {0}.</source>
        <translation>La conversación de esta respuesta fue eliminada. Se escribió a las {0}.</translation>
    </message>
    <message>
        <source>The files were attached for another patient: check that they fit.</source>
        <translation>Los archivos se adjuntaron para otro paciente: revise que correspondan.</translation>
    </message>
    <message>
        <source>The record is not at this desk</source>
        <translation>El registro no está en este puesto</translation>
    </message>
    <message>
        <source>The template was filled in for another patient: check names and dates.</source>
        <translation>La plantilla se rellenó para otro paciente: revise nombres y fechas.</translation>
    </message>
    <message>
        <source>To the patient</source>
        <translation>Al paciente</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Urgente</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>En qué quedó</translation>
    </message>
    <message>
        <source>What was typed</source>
        <translation>Lo que se escribió</translation>
    </message>
    <message>
        <source>Who spoke</source>
        <translation>Quién habló</translation>
    </message>
    <message>
        <source>Without a patient the message stays between colleagues.</source>
        <translation>Sin paciente, el mensaje queda entre colegas.</translation>
    </message>
    <message>
        <source>Write a message. Ctrl+Enter sends it.</source>
        <translation>Escriba un mensaje. Ctrl+Intro lo envía.</translation>
    </message>
    <message>
        <source>Write something first.</source>
        <translation>Escriba algo primero.</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Número equivocado</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Ayer</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>nac. {0}</translation>
    </message>
    <message>
        <source>written by {0}</source>
        <translation>escrito por {0}</translation>
    </message>
    <message>
        <source>{0} (Ctrl+Enter)</source>
        <translation>{0} (Ctrl+Intro)</translation>
    </message>
    <message>
        <source>{0} files are not shown to your role.</source>
        <translation>Su función no ve {0} archivos.</translation>
    </message>
    <message>
        <source>{0} unread</source>
        <translation>{0} sin leer</translation>
    </message>
</context>
<context>
    <name>offline_banner</name>
    <message>
        <source>This computer's clock is {0} {1} the server's: the times it shows and stamps are wrong. Nothing is held up. Have the clock set.</source>
        <translation>El reloj de este equipo va {0} {1} respecto al del servidor: las horas que muestra y anota son incorrectas. Nada se detiene. Haga ajustar el reloj.</translation>
    </message>
    <message>
        <source>ahead of</source>
        <translation>adelantado</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>atrasado</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} días</translation>
    </message>
    <message>
        <source>{0} hours</source>
        <translation>{0} horas</translation>
    </message>
    <message>
        <source>{0} minutes</source>
        <translation>{0} minutos</translation>
    </message>
</context>
<context>
    <name>origin_words</name>
    <message>
        <source>Recorded by {0}</source>
        <translation>Anotado por {0}</translation>
    </message>
    <message>
        <source>Recorded {0}</source>
        <translation>Anotado el {0}</translation>
    </message>
    <message>
        <source>coded as {0}</source>
        <translation>codificado como {0}</translation>
    </message>
</context>
<context>
    <name>panels</name>
    <message>
        <source>Appointments</source>
        <translation>Citas</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Auditoría</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Facturación</translation>
    </message>
    <message>
        <source>Care plans</source>
        <translation>Planes de cuidados</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>Pacientes</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Recetas</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Informes</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Sync centre</source>
        <translation>Sincronización</translation>
    </message>
</context>
<context>
    <name>patient_form</name>
    <message>
        <source>Active</source>
        <translation>Activo</translation>
    </message>
    <message>
        <source>Add allergy</source>
        <translation>Añadir alergia</translation>
    </message>
    <message>
        <source>Add condition</source>
        <translation>Añadir diagnóstico</translation>
    </message>
    <message>
        <source>Add contact</source>
        <translation>Añadir contacto</translation>
    </message>
    <message>
        <source>Add coverage</source>
        <translation>Añadir seguro</translation>
    </message>
    <message>
        <source>Add identifier</source>
        <translation>Añadir identificador</translation>
    </message>
    <message>
        <source>Add medication</source>
        <translation>Añadir medicamento</translation>
    </message>
    <message>
        <source>Add screening</source>
        <translation>Añadir cribado</translation>
    </message>
    <message>
        <source>Add to the care team</source>
        <translation>Añadir al equipo de atención</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Allergies</source>
        <translation>Alergias</translation>
    </message>
    <message>
        <source>Apartment, floor</source>
        <translation>Piso, puerta</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archivado</translation>
    </message>
    <message>
        <source>Cannot tell</source>
        <translation>No se sabe</translation>
    </message>
    <message>
        <source>Care team</source>
        <translation>Equipo de atención</translation>
    </message>
    <message>
        <source>Choose a provider</source>
        <translation>Elija un profesional</translation>
    </message>
    <message>
        <source>City</source>
        <translation>Ciudad</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>País</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Fecha de nacimiento</translation>
    </message>
    <message>
        <source>Deceased</source>
        <translation>Fallecido</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Done on</source>
        <translation>Hecho el</translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation>Posología</translation>
    </message>
    <message>
        <source>Driver's licence</source>
        <translation>Permiso de conducir</translation>
    </message>
    <message>
        <source>Due again</source>
        <translation>Próxima fecha</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Emergency contacts</source>
        <translation>Contactos de emergencia</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Registrado por error</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Apellidos</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Mujer</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>Group number</source>
        <translation>Número de grupo</translation>
    </message>
    <message>
        <source>Guarantor</source>
        <translation>Garante</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>Titular</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Alta</translation>
    </message>
    <message>
        <source>Identifiers</source>
        <translation>Identificadores</translation>
    </message>
    <message>
        <source>Inactive</source>
        <translation>Inactivo</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>Intérprete</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Emitido por</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Baja</translation>
    </message>
    <message>
        <source>MRN</source>
        <translation>N.º historia</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Hombre</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medicamento</translation>
    </message>
    <message>
        <source>Medications</source>
        <translation>Medicamentos</translation>
    </message>
    <message>
        <source>Member number</source>
        <translation>Número de afiliado</translation>
    </message>
    <message>
        <source>Mild</source>
        <translation>Leve</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Móvil</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Moderado</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name at birth</source>
        <translation>Apellido de nacimiento</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Necesario</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>No realizado</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>No necesario</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Número</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Padre o madre</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Pasaporte</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Pagador</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Planificado</translation>
    </message>
    <message>
        <source>Policy holder's name</source>
        <translation>Nombre del titular</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Código postal</translation>
    </message>
    <message>
        <source>Preferred name</source>
        <translation>Nombre preferido</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Primario</translation>
    </message>
    <message>
        <source>Prospective</source>
        <translation>Posible</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Questionnaire or test</source>
        <translation>Cuestionario o prueba</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>Reacción</translation>
    </message>
    <message>
        <source>Record number</source>
        <translation>Número de historia</translation>
    </message>
    <message>
        <source>Recurrence</source>
        <translation>Recurrencia</translation>
    </message>
    <message>
        <source>Relapse</source>
        <translation>Recaída</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>Parentesco</translation>
    </message>
    <message>
        <source>Remission</source>
        <translation>Remisión</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Resuelta</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Same household as</source>
        <translation>Mismo hogar que</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Puntuación</translation>
    </message>
    <message>
        <source>Screenings</source>
        <translation>Cribados</translation>
    </message>
    <message>
        <source>Secondary</source>
        <translation>Secundario</translation>
    </message>
    <message>
        <source>Severe</source>
        <translation>Grave</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Severidad</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Sexo</translation>
    </message>
    <message>
        <source>Shown on every screen of this patient</source>
        <translation>Se muestra en toda pantalla de este paciente</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Since, in words</source>
        <translation>Desde, en palabras</translation>
    </message>
    <message>
        <source>Social security</source>
        <translation>Seguridad social</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Otra persona</translation>
    </message>
    <message>
        <source>Spouse</source>
        <translation>Cónyuge</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Suspendida</translation>
    </message>
    <message>
        <source>Street and number</source>
        <translation>Calle y número</translation>
    </message>
    <message>
        <source>Substance</source>
        <translation>Sustancia</translation>
    </message>
    <message>
        <source>Suffix</source>
        <translation>Sufijo</translation>
    </message>
    <message>
        <source>Tertiary</source>
        <translation>Terciario</translation>
    </message>
    <message>
        <source>The patient</source>
        <translation>El paciente</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Work phone</source>
        <translation>Teléfono del trabajo</translation>
    </message>
    <message>
        <source>another choice</source>
        <translation>otra elección</translation>
    </message>
    <message>
        <source>e.g. 3 Apr 1971</source>
        <translation>p. ej. 3 abr 1971</translation>
    </message>
    <message>
        <source>en, es</source>
        <translation>es, en</translation>
    </message>
    <message>
        <source>given when saved</source>
        <translation>se asigna al guardar</translation>
    </message>
    <message>
        <source>nobody; type a patient's name</source>
        <translation>nadie; escriba un nombre</translation>
    </message>
    <message>
        <source>the patient</source>
        <translation>el paciente</translation>
    </message>
</context>
<context>
    <name>patients</name>
    <message>
        <source>Alert</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Allergy</source>
        <translation>Alergia</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Nacimiento</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Conflicto</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Marcas</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Próxima cita</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
</context>
<context>
    <name>permitted</name>
    <message>
        <source>Break the glass: see it for an hour, and say why</source>
        <translation>Acceso de emergencia: verlo durante una hora y decir por qué</translation>
    </message>
    <message>
        <source>Not shown to your role, {role}: {names}.</source>
        <translation>No se muestra a su función, {role}: {names}.</translation>
    </message>
    <message>
        <source>Not shown without a stated reason: {names}.</source>
        <translation>No se muestra sin indicar un motivo: {names}.</translation>
    </message>
    <message>
        <source>State a reason…</source>
        <translation>Indicar un motivo…</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed} outside your care without a stated reason.</source>
        <translation>Su función, {role}, no puede {deed} fuera de su atención sin indicar un motivo.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed} without a stated reason.</source>
        <translation>Su función, {role}, no puede {deed} sin indicar un motivo.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed}, except your own.</source>
        <translation>Su función, {role}, no puede {deed}, salvo lo suyo.</translation>
    </message>
    <message>
        <source>Your role, {role}, does not {deed}.</source>
        <translation>Su función, {role}, no puede {deed}.</translation>
    </message>
    <message>
        <source>accept an audit trail</source>
        <translation>aceptar un registro de auditoría</translation>
    </message>
    <message>
        <source>adjust charges</source>
        <translation>ajustar cargos</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>administrador</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>alergias</translation>
    </message>
    <message>
        <source>allow removals of patients; a clinician does</source>
        <translation>permitir que se elimine a pacientes; lo hace un profesional clínico</translation>
    </message>
    <message>
        <source>approve exports</source>
        <translation>aprobar exportaciones</translation>
    </message>
    <message>
        <source>ask for removals of patients; the front desk does</source>
        <translation>solicitar que se elimine a pacientes; lo hace la recepción</translation>
    </message>
    <message>
        <source>billing</source>
        <translation>facturación</translation>
    </message>
    <message>
        <source>book over visits</source>
        <translation>reservar sobre otras citas</translation>
    </message>
    <message>
        <source>book visits</source>
        <translation>reservar citas</translation>
    </message>
    <message>
        <source>bring removed patients back</source>
        <translation>recuperar pacientes eliminados</translation>
    </message>
    <message>
        <source>care plans</source>
        <translation>planes de cuidados</translation>
    </message>
    <message>
        <source>care team</source>
        <translation>equipo de atención</translation>
    </message>
    <message>
        <source>change PINs</source>
        <translation>cambiar PIN</translation>
    </message>
    <message>
        <source>change allergies</source>
        <translation>cambiar alergias</translation>
    </message>
    <message>
        <source>change care plans</source>
        <translation>cambiar planes de cuidados</translation>
    </message>
    <message>
        <source>change conditions</source>
        <translation>cambiar diagnósticos</translation>
    </message>
    <message>
        <source>change coverage</source>
        <translation>cambiar seguros</translation>
    </message>
    <message>
        <source>change fees and payers</source>
        <translation>cambiar tarifas y pagadores</translation>
    </message>
    <message>
        <source>change keys</source>
        <translation>cambiar claves</translation>
    </message>
    <message>
        <source>change medications</source>
        <translation>cambiar medicamentos</translation>
    </message>
    <message>
        <source>change names and contact details</source>
        <translation>cambiar nombres y datos de contacto</translation>
    </message>
    <message>
        <source>change prescriptions</source>
        <translation>cambiar recetas</translation>
    </message>
    <message>
        <source>change tasks</source>
        <translation>cambiar tareas</translation>
    </message>
    <message>
        <source>change the account</source>
        <translation>cambiar la cuenta</translation>
    </message>
    <message>
        <source>change the clinic's settings</source>
        <translation>cambiar los ajustes de la clínica</translation>
    </message>
    <message>
        <source>change the workstation</source>
        <translation>cambiar el puesto</translation>
    </message>
    <message>
        <source>change who waits</source>
        <translation>cambiar quién espera</translation>
    </message>
    <message>
        <source>change whose patient somebody is</source>
        <translation>cambiar de quién es paciente alguien</translation>
    </message>
    <message>
        <source>check eligibility</source>
        <translation>comprobar la cobertura</translation>
    </message>
    <message>
        <source>check in visits</source>
        <translation>registrar llegadas</translation>
    </message>
    <message>
        <source>clinician</source>
        <translation>profesional clínico</translation>
    </message>
    <message>
        <source>conditions</source>
        <translation>diagnósticos</translation>
    </message>
    <message>
        <source>consents</source>
        <translation>consentimientos</translation>
    </message>
    <message>
        <source>coverage</source>
        <translation>seguro</translation>
    </message>
    <message>
        <source>decide conflicts</source>
        <translation>decidir conflictos</translation>
    </message>
    <message>
        <source>do this</source>
        <translation>hacer esto</translation>
    </message>
    <message>
        <source>emergency contacts</source>
        <translation>contactos de emergencia</translation>
    </message>
    <message>
        <source>enter charges</source>
        <translation>registrar cargos</translation>
    </message>
    <message>
        <source>enter results</source>
        <translation>registrar resultados</translation>
    </message>
    <message>
        <source>erase workstations</source>
        <translation>borrar puestos</translation>
    </message>
    <message>
        <source>export claims</source>
        <translation>exportar reclamaciones</translation>
    </message>
    <message>
        <source>export patients</source>
        <translation>exportar pacientes</translation>
    </message>
    <message>
        <source>export the audit trail</source>
        <translation>exportar el registro de auditoría</translation>
    </message>
    <message>
        <source>file documents</source>
        <translation>archivar documentos</translation>
    </message>
    <message>
        <source>front desk</source>
        <translation>recepción</translation>
    </message>
    <message>
        <source>goals of care plans</source>
        <translation>objetivos de planes de cuidados</translation>
    </message>
    <message>
        <source>identifiers</source>
        <translation>identificadores</translation>
    </message>
    <message>
        <source>import records</source>
        <translation>importar registros</translation>
    </message>
    <message>
        <source>let go of changes the server has not taken</source>
        <translation>soltar cambios que el servidor no aceptó</translation>
    </message>
    <message>
        <source>make backups</source>
        <translation>hacer copias de seguridad</translation>
    </message>
    <message>
        <source>manage accounts</source>
        <translation>administrar cuentas</translation>
    </message>
    <message>
        <source>manage workstations</source>
        <translation>administrar puestos</translation>
    </message>
    <message>
        <source>medications</source>
        <translation>medicamentos</translation>
    </message>
    <message>
        <source>merge patients</source>
        <translation>unir pacientes</translation>
    </message>
    <message>
        <source>move or change visits</source>
        <translation>mover o cambiar citas</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>notas</translation>
    </message>
    <message>
        <source>open what it is not shown</source>
        <translation>abrir lo que no se le muestra</translation>
    </message>
    <message>
        <source>parts of this chart</source>
        <translation>partes de esta historia</translation>
    </message>
    <message>
        <source>prescriptions</source>
        <translation>recetas</translation>
    </message>
    <message>
        <source>print charts</source>
        <translation>imprimir historias</translation>
    </message>
    <message>
        <source>print receipts</source>
        <translation>imprimir recibos</translation>
    </message>
    <message>
        <source>print statements</source>
        <translation>imprimir estados de cuenta</translation>
    </message>
    <message>
        <source>print the schedule</source>
        <translation>imprimir la agenda</translation>
    </message>
    <message>
        <source>read another desk's unsent work in</source>
        <translation>leer el trabajo sin enviar de otro puesto</translation>
    </message>
    <message>
        <source>refund payments</source>
        <translation>reembolsar pagos</translation>
    </message>
    <message>
        <source>register patients</source>
        <translation>registrar pacientes</translation>
    </message>
    <message>
        <source>remove patients; an administrator does</source>
        <translation>eliminar pacientes; lo hace un administrador</translation>
    </message>
    <message>
        <source>remove visits</source>
        <translation>eliminar citas</translation>
    </message>
    <message>
        <source>report incidents</source>
        <translation>notificar incidentes</translation>
    </message>
    <message>
        <source>restore backups</source>
        <translation>restaurar copias de seguridad</translation>
    </message>
    <message>
        <source>review broken glass</source>
        <translation>revisar accesos de emergencia</translation>
    </message>
    <message>
        <source>save unsent work as a file</source>
        <translation>guardar el trabajo sin enviar como archivo</translation>
    </message>
    <message>
        <source>screenings</source>
        <translation>cribados</translation>
    </message>
    <message>
        <source>search patients</source>
        <translation>buscar pacientes</translation>
    </message>
    <message>
        <source>see accounts</source>
        <translation>ver cuentas</translation>
    </message>
    <message>
        <source>see allergies</source>
        <translation>ver alergias</translation>
    </message>
    <message>
        <source>see balances</source>
        <translation>ver saldos</translation>
    </message>
    <message>
        <source>see care plans</source>
        <translation>ver planes de cuidados</translation>
    </message>
    <message>
        <source>see charts</source>
        <translation>ver historias</translation>
    </message>
    <message>
        <source>see claims</source>
        <translation>ver reclamaciones</translation>
    </message>
    <message>
        <source>see codes</source>
        <translation>ver códigos</translation>
    </message>
    <message>
        <source>see conditions</source>
        <translation>ver diagnósticos</translation>
    </message>
    <message>
        <source>see conflicts</source>
        <translation>ver conflictos</translation>
    </message>
    <message>
        <source>see coverage</source>
        <translation>ver seguros</translation>
    </message>
    <message>
        <source>see documents</source>
        <translation>ver documentos</translation>
    </message>
    <message>
        <source>see eligibility</source>
        <translation>ver la cobertura</translation>
    </message>
    <message>
        <source>see fees and payers</source>
        <translation>ver tarifas y pagadores</translation>
    </message>
    <message>
        <source>see incident reports</source>
        <translation>ver informes de incidentes</translation>
    </message>
    <message>
        <source>see medications</source>
        <translation>ver medicamentos</translation>
    </message>
    <message>
        <source>see messages</source>
        <translation>ver mensajes</translation>
    </message>
    <message>
        <source>see notes</source>
        <translation>ver notas</translation>
    </message>
    <message>
        <source>see prescriptions</source>
        <translation>ver recetas</translation>
    </message>
    <message>
        <source>see results</source>
        <translation>ver resultados</translation>
    </message>
    <message>
        <source>see tasks</source>
        <translation>ver tareas</translation>
    </message>
    <message>
        <source>see the audit trail</source>
        <translation>ver el registro de auditoría</translation>
    </message>
    <message>
        <source>see the clinic's settings</source>
        <translation>ver los ajustes de la clínica</translation>
    </message>
    <message>
        <source>see the list of patients</source>
        <translation>ver la lista de pacientes</translation>
    </message>
    <message>
        <source>see the schedule</source>
        <translation>ver la agenda</translation>
    </message>
    <message>
        <source>see totals</source>
        <translation>ver totales</translation>
    </message>
    <message>
        <source>see which patients are to be removed</source>
        <translation>ver qué pacientes se van a eliminar</translation>
    </message>
    <message>
        <source>see who waits</source>
        <translation>ver quién espera</translation>
    </message>
    <message>
        <source>set up the schedule</source>
        <translation>configurar la agenda</translation>
    </message>
    <message>
        <source>steps of care plans</source>
        <translation>pasos de planes de cuidados</translation>
    </message>
    <message>
        <source>take over another system's ledger</source>
        <translation>asumir el libro de otro sistema</translation>
    </message>
    <message>
        <source>take payments</source>
        <translation>cobrar pagos</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>vacunas</translation>
    </message>
    <message>
        <source>vital signs</source>
        <translation>constantes vitales</translation>
    </message>
    <message>
        <source>void payments</source>
        <translation>anular pagos</translation>
    </message>
    <message>
        <source>work on claims</source>
        <translation>trabajar en reclamaciones</translation>
    </message>
    <message>
        <source>write messages</source>
        <translation>escribir mensajes</translation>
    </message>
    <message>
        <source>write notes</source>
        <translation>escribir notas</translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <translation>{0} y {1}</translation>
    </message>
</context>
<context>
    <name>prescriptions</name>
    <message>
        <source>A draft goes on with it: check and sign it.</source>
        <translation>Un borrador la continúa: revíselo y fírmelo.</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Activo</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Allergies: {0}</source>
        <translation>Alergias: {0}</translation>
    </message>
    <message>
        <source>Before it can be signed it needs: {0}.</source>
        <translation>Para poder firmarla falta: {0}.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Cancelar…</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Completado</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>Dosis</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Borradores</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edición</translation>
    </message>
    <message>
        <source>Edit draft</source>
        <translation>Editar el borrador</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Entered in error</source>
        <translation>Registrado por error</translation>
    </message>
    <message>
        <source>Entered in error…</source>
        <translation>Registrado por error…</translation>
    </message>
    <message>
        <source>Filter by medication or patient</source>
        <translation>Filtrar por medicamento o paciente</translation>
    </message>
    <message>
        <source>Hold…</source>
        <translation>Pausar…</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Con qué frecuencia</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Instrucciones</translation>
    </message>
    <message>
        <source>Instructions for the patient</source>
        <translation>Instrucciones para el paciente</translation>
    </message>
    <message>
        <source>Marked as entered in error.</source>
        <translation>Marcado como registrado por error.</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medicamento</translation>
    </message>
    <message>
        <source>Medication and strength</source>
        <translation>Medicamento y concentración</translation>
    </message>
    <message>
        <source>NPI</source>
        <translation>NPI</translation>
    </message>
    <message>
        <source>Name the medication.</source>
        <translation>Nombre el medicamento.</translation>
    </message>
    <message>
        <source>New prescription</source>
        <translation>Nueva receta</translation>
    </message>
    <message>
        <source>No prescriptions</source>
        <translation>Sin recetas</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>Nadie todavía</translation>
    </message>
    <message>
        <source>Not saved: choose a name that is not taken there.</source>
        <translation>No se guardó: elija un nombre que no exista allí.</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>De qué</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open chart</source>
        <translation>Abrir la historia</translation>
    </message>
    <message>
        <source>Prescriber</source>
        <translation>Prescriptor</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Prescriptions</source>
        <translation>Recetas</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Imprimir</translation>
    </message>
    <message>
        <source>Print prescription</source>
        <translation>Imprimir la receta</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>Renovaciones</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>Renovar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Vía</translation>
    </message>
    <message>
        <source>RxNorm code</source>
        <translation>Código RxNorm</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Guardar como PDF</translation>
    </message>
    <message>
        <source>Save the form</source>
        <translation>Guardar el formulario</translation>
    </message>
    <message>
        <source>Saved as PDF, in clear.</source>
        <translation>Guardado como PDF, sin cifrar.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Enviado a la impresora.</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Firmar</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Suspendida</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Suspender…</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Suministro</translation>
    </message>
    <message>
        <source>The draft was cancelled.</source>
        <translation>El borrador se canceló.</translation>
    </message>
    <message>
        <source>The prescription is active.</source>
        <translation>La receta está activa.</translation>
    </message>
    <message>
        <source>The prescription is completed.</source>
        <translation>La receta está completada.</translation>
    </message>
    <message>
        <source>The prescription is on hold.</source>
        <translation>La receta está en pausa.</translation>
    </message>
    <message>
        <source>The prescription was stopped.</source>
        <translation>La receta se suspendió.</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unidad</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>What is prescribed to patients stands here.</source>
        <translation>Aquí está lo que se receta a los pacientes.</translation>
    </message>
    <message>
        <source>Write a date, like 2026-03-14.</source>
        <translation>Escriba una fecha, como 2026-03-14.</translation>
    </message>
    <message>
        <source>Write a whole number.</source>
        <translation>Escriba un número entero.</translation>
    </message>
    <message>
        <source>born {0}</source>
        <translation>nac. {0}</translation>
    </message>
    <message>
        <source>{0}, 1 refill</source>
        <translation>{0}, 1 renovación</translation>
    </message>
    <message>
        <source>{0}, no refills</source>
        <translation>{0}, sin renovaciones</translation>
    </message>
    <message>
        <source>{0}, {1} refills</source>
        <translation>{0}, {1} renovaciones</translation>
    </message>
</context>
<context>
    <name>preview</name>
    <message>
        <source>Document, page by page</source>
        <translation>Documento, página a página</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>Ajustar al ancho</translation>
    </message>
    <message>
        <source>It may be damaged, or of a kind that is not drawn. Save a copy to open it.</source>
        <translation>Puede estar dañado o ser de un tipo que no se dibuja. Guarde una copia para abrirlo.</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>Más grande (+)</translation>
    </message>
    <message>
        <source>Next page (Page down)</source>
        <translation>Página siguiente (Av Pág)</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>Sin vista previa</translation>
    </message>
    <message>
        <source>Page before (Page up)</source>
        <translation>Página anterior (Re Pág)</translation>
    </message>
    <message>
        <source>Page {0}</source>
        <translation>Página {0}</translation>
    </message>
    <message>
        <source>Save a copy to open it.</source>
        <translation>Guarde una copia para abrirlo.</translation>
    </message>
    <message>
        <source>Smaller (−)</source>
        <translation>Más pequeño (−)</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Texto del documento</translation>
    </message>
    <message>
        <source>This file asks for a password</source>
        <translation>Este archivo pide una contraseña</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
</context>
<context>
    <name>printing</name>
    <message>
        <source>1 page</source>
        <translation>1 página</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Page {0} of {1}</source>
        <translation>Página {0} de {1}</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Imprimir…</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Guardar como PDF</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Guardar como PDF…</translation>
    </message>
    <message>
        <source>Saved as PDF.</source>
        <translation>Guardado como PDF.</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Enviado a la impresora.</translation>
    </message>
    <message>
        <source>This computer has no printer. Save it as a file instead.</source>
        <translation>Este equipo no tiene impresora. Guárdelo como archivo.</translation>
    </message>
    <message>
        <source>{0} pages</source>
        <translation>{0} páginas</translation>
    </message>
    <message>
        <source>{0}, the first {1} shown</source>
        <translation>{0}, se muestran las primeras {1}</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>are more than {0}: ask for it in parts</source>
        <translation>son más de {0}: pídalo por partes</translation>
    </message>
    <message>
        <source>are none</source>
        <translation>no hay ninguno</translation>
    </message>
    <message>
        <source>are not whole minor units by method</source>
        <translation>no son unidades menores enteras por forma de pago</translation>
    </message>
    <message>
        <source>belong to a patient's chart: choose the patient first</source>
        <translation>pertenecen a la historia de un paciente: elija primero al paciente</translation>
    </message>
    <message>
        <source>belongs to another patient</source>
        <translation>pertenece a otro paciente</translation>
    </message>
    <message>
        <source>cannot be kept at this desk</source>
        <translation>no se pueden guardar en este puesto</translation>
    </message>
    <message>
        <source>cannot be opened again</source>
        <translation>no se puede reabrir</translation>
    </message>
    <message>
        <source>cannot be taken back</source>
        <translation>no se puede deshacer</translation>
    </message>
    <message>
        <source>cannot change what was entered: it stays as it stands</source>
        <translation>no puede cambiar lo registrado: queda como está</translation>
    </message>
    <message>
        <source>cannot change: amounts are in the present one</source>
        <translation>no se puede cambiar: hay importes en la actual</translation>
    </message>
    <message>
        <source>does not exist on this day: the clocks go forward</source>
        <translation>no existe ese día: los relojes se adelantan</translation>
    </message>
    <message>
        <source>does not have the shape of its code system</source>
        <translation>no tiene la forma de su sistema de códigos</translation>
    </message>
    <message>
        <source>does not hold unsent work</source>
        <translation>no contiene trabajo sin enviar</translation>
    </message>
    <message>
        <source>does not wait for anybody</source>
        <translation>no espera a nadie</translation>
    </message>
    <message>
        <source>has a slot at this desk already</source>
        <translation>ya tiene acceso en este puesto</translation>
    </message>
    <message>
        <source>has a unit that is not known here</source>
        <translation>tiene una unidad que aquí no se conoce</translation>
    </message>
    <message>
        <source>has an open drawer; close it first</source>
        <translation>tiene una caja abierta; ciérrela primero</translation>
    </message>
    <message>
        <source>has digits only</source>
        <translation>solo tiene cifras</translation>
    </message>
    <message>
        <source>has less left than that</source>
        <translation>le queda menos que eso</translation>
    </message>
    <message>
        <source>has more than {0} characters</source>
        <translation>tiene más de {0} caracteres</translation>
    </message>
    <message>
        <source>has more than {0} members</source>
        <translation>tiene más de {0} elementos</translation>
    </message>
    <message>
        <source>has no file</source>
        <translation>no tiene archivo</translation>
    </message>
    <message>
        <source>has no slot at this desk: add them</source>
        <translation>no tiene acceso en este puesto: añádalo</translation>
    </message>
    <message>
        <source>has no time zone</source>
        <translation>no tiene zona horaria</translation>
    </message>
    <message>
        <source>has parts of the smallest coin</source>
        <translation>tiene partes de la moneda más pequeña</translation>
    </message>
    <message>
        <source>has records to keep: archive the patient, or merge them</source>
        <translation>tiene registros que se conservan: archive al paciente o fusiónelo</translation>
    </message>
    <message>
        <source>holds a number that is too large</source>
        <translation>contiene un número demasiado grande</translation>
    </message>
    <message>
        <source>holds no answer of a payer (X12 271)</source>
        <translation>no contiene ninguna respuesta de un pagador (X12 271)</translation>
    </message>
    <message>
        <source>holds no text</source>
        <translation>no contiene texto</translation>
    </message>
    <message>
        <source>holds what cannot be written down</source>
        <translation>contiene algo que no se puede guardar</translation>
    </message>
    <message>
        <source>holds what is no instant</source>
        <translation>contiene algo que no es un instante</translation>
    </message>
    <message>
        <source>holds what is no stamp</source>
        <translation>contiene algo que no es una marca de tiempo</translation>
    </message>
    <message>
        <source>holds what is not an identifier</source>
        <translation>contiene lo que no es un identificador</translation>
    </message>
    <message>
        <source>is a day to come</source>
        <translation>es un día por venir</translation>
    </message>
    <message>
        <source>is a document of another patient</source>
        <translation>es un documento de otro paciente</translation>
    </message>
    <message>
        <source>is a location that is closed</source>
        <translation>es una sede cerrada</translation>
    </message>
    <message>
        <source>is a path and no name</source>
        <translation>es una ruta y no un nombre</translation>
    </message>
    <message>
        <source>is a reversal already; enter it anew instead</source>
        <translation>ya es una anulación; regístrelo de nuevo</translation>
    </message>
    <message>
        <source>is about another person</source>
        <translation>trata de otra persona</translation>
    </message>
    <message>
        <source>is another clinic's</source>
        <translation>es de otra clínica</translation>
    </message>
    <message>
        <source>is another desk's</source>
        <translation>es de otro puesto</translation>
    </message>
    <message>
        <source>is asked for already</source>
        <translation>ya se ha solicitado</translation>
    </message>
    <message>
        <source>is before it begins</source>
        <translation>es anterior a su comienzo</translation>
    </message>
    <message>
        <source>is before the birth</source>
        <translation>es anterior al nacimiento</translation>
    </message>
    <message>
        <source>is before the day it begins</source>
        <translation>es anterior al día en que empieza</translation>
    </message>
    <message>
        <source>is before the first day</source>
        <translation>es anterior al primer día</translation>
    </message>
    <message>
        <source>is before the policy starts</source>
        <translation>es anterior al inicio de la póliza</translation>
    </message>
    <message>
        <source>is before the start</source>
        <translation>es anterior al inicio</translation>
    </message>
    <message>
        <source>is before {0}</source>
        <translation>es anterior a {0}</translation>
    </message>
    <message>
        <source>is decided or over</source>
        <translation>ya está decidido o ha caducado</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>está vacío</translation>
    </message>
    <message>
        <source>is enrolled already</source>
        <translation>ya está inscrito</translation>
    </message>
    <message>
        <source>is for two visits, or one of several records</source>
        <translation>es para dos citas o uno de varios registros</translation>
    </message>
    <message>
        <source>is in the future</source>
        <translation>está en el futuro</translation>
    </message>
    <message>
        <source>is larger than {0}</source>
        <translation>es mayor que {0}</translation>
    </message>
    <message>
        <source>is less than zero</source>
        <translation>es menor que cero</translation>
    </message>
    <message>
        <source>is longer than {0} characters</source>
        <translation>tiene más de {0} caracteres</translation>
    </message>
    <message>
        <source>is merged into another record already</source>
        <translation>ya está unido a otra historia</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>falta</translation>
    </message>
    <message>
        <source>is missing: nobody knows this code yet</source>
        <translation>falta: nadie conoce aún este código</translation>
    </message>
    <message>
        <source>is more than is left to give back</source>
        <translation>es más de lo que queda por devolver</translation>
    </message>
    <message>
        <source>is negative</source>
        <translation>es negativo</translation>
    </message>
    <message>
        <source>is nested too deep</source>
        <translation>está anidado a demasiada profundidad</translation>
    </message>
    <message>
        <source>is no PNG or JPEG picture</source>
        <translation>no es una imagen PNG o JPEG</translation>
    </message>
    <message>
        <source>is no amount like {0}</source>
        <translation>no es un importe como {0}</translation>
    </message>
    <message>
        <source>is no charge of this account</source>
        <translation>no es un cargo de esta cuenta</translation>
    </message>
    <message>
        <source>is no date like 11/21/2026</source>
        <translation>no es una fecha como 11/21/2026</translation>
    </message>
    <message>
        <source>is no date like 5/3/1971, 1971-05 or 1971</source>
        <translation>no es una fecha como 5/3/1971, 1971-05 o 1971</translation>
    </message>
    <message>
        <source>is no double booking</source>
        <translation>no es una doble reserva</translation>
    </message>
    <message>
        <source>is no draft any more: stop it and write another</source>
        <translation>ya no es un borrador: suspéndala y escriba otra</translation>
    </message>
    <message>
        <source>is no entry of a clinic's set-up</source>
        <translation>no es un elemento de la configuración de la clínica</translation>
    </message>
    <message>
        <source>is no entry of this account</source>
        <translation>no es un asiento de esta cuenta</translation>
    </message>
    <message>
        <source>is no field of this entry</source>
        <translation>no es un campo de este asiento</translation>
    </message>
    <message>
        <source>is no field of this record</source>
        <translation>no es un campo de este registro</translation>
    </message>
    <message>
        <source>is no field that is taken over</source>
        <translation>no es un campo que se traspase</translation>
    </message>
    <message>
        <source>is no identifier</source>
        <translation>no es un identificador</translation>
    </message>
    <message>
        <source>is no open charge of this account</source>
        <translation>no es un cargo abierto de esta cuenta</translation>
    </message>
    <message>
        <source>is no part of this conflict</source>
        <translation>no es parte de este conflicto</translation>
    </message>
    <message>
        <source>is no payment of this account</source>
        <translation>no es un pago de esta cuenta</translation>
    </message>
    <message>
        <source>is no readable certificate in PEM form</source>
        <translation>no es un certificado legible en formato PEM</translation>
    </message>
    <message>
        <source>is no reason to give a chart to somebody</source>
        <translation>no es motivo para dar una historia a alguien</translation>
    </message>
    <message>
        <source>is no rule of RFC 5545</source>
        <translation>no es una regla de RFC 5545</translation>
    </message>
    <message>
        <source>is no setting of a clinic</source>
        <translation>no es un ajuste de una clínica</translation>
    </message>
    <message>
        <source>is no whole number</source>
        <translation>no es un número entero</translation>
    </message>
    <message>
        <source>is none of the answers there are</source>
        <translation>no es ninguna de las respuestas posibles</translation>
    </message>
    <message>
        <source>is none of the clinic's people, rooms and visit types</source>
        <translation>no es de las personas, salas y tipos de cita de la clínica</translation>
    </message>
    <message>
        <source>is none of the kinds that are kept: {0}</source>
        <translation>no es de los tipos que se guardan: {0}</translation>
    </message>
    <message>
        <source>is none: the visit belongs to no series</source>
        <translation>no hay: la cita no pertenece a ninguna serie</translation>
    </message>
    <message>
        <source>is not a National Provider Identifier</source>
        <translation>no es un National Provider Identifier</translation>
    </message>
    <message>
        <source>is not a SHA-256 in hexadecimal digits</source>
        <translation>no es un SHA-256 en cifras hexadecimales</translation>
    </message>
    <message>
        <source>is not a date</source>
        <translation>no es una fecha</translation>
    </message>
    <message>
        <source>is not a date (YYYY, YYYY-MM or YYYY-MM-DD)</source>
        <translation>no es una fecha (AAAA, AAAA-MM o AAAA-MM-DD)</translation>
    </message>
    <message>
        <source>is not a day of the calendar</source>
        <translation>no es un día del calendario</translation>
    </message>
    <message>
        <source>is not a decision this version knows</source>
        <translation>no es una decisión que esta versión conozca</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>no es un número</translation>
    </message>
    <message>
        <source>is not a phone number</source>
        <translation>no es un número de teléfono</translation>
    </message>
    <message>
        <source>is not a record of a patient's chart</source>
        <translation>no es un registro de la historia de un paciente</translation>
    </message>
    <message>
        <source>is not a time</source>
        <translation>no es una hora</translation>
    </message>
    <message>
        <source>is not a time of day</source>
        <translation>no es una hora del día</translation>
    </message>
    <message>
        <source>is not a time zone</source>
        <translation>no es una zona horaria</translation>
    </message>
    <message>
        <source>is not a whole number</source>
        <translation>no es un número entero</translation>
    </message>
    <message>
        <source>is not a whole number of minutes</source>
        <translation>no es un número entero de minutos</translation>
    </message>
    <message>
        <source>is not a {0}</source>
        <translation>no es del tipo {0}</translation>
    </message>
    <message>
        <source>is not active: only what is in force is printed</source>
        <translation>no está activa: solo se imprime lo vigente</translation>
    </message>
    <message>
        <source>is not after the opening, on the same day</source>
        <translation>no es posterior a la apertura, el mismo día</translation>
    </message>
    <message>
        <source>is not after the start</source>
        <translation>no es posterior al inicio</translation>
    </message>
    <message>
        <source>is not after the start, on the same day</source>
        <translation>no es posterior al inicio, el mismo día</translation>
    </message>
    <message>
        <source>is not allowed by a second person, or not any more</source>
        <translation>no lo ha permitido una segunda persona, o ya no</translation>
    </message>
    <message>
        <source>is not an ISO 4217 code</source>
        <translation>no es un código ISO 4217</translation>
    </message>
    <message>
        <source>is not an amount</source>
        <translation>no es un importe</translation>
    </message>
    <message>
        <source>is not an e-mail address</source>
        <translation>no es una dirección de correo</translation>
    </message>
    <message>
        <source>is not an identifier</source>
        <translation>no es un identificador</translation>
    </message>
    <message>
        <source>is not an instant</source>
        <translation>no es un instante</translation>
    </message>
    <message>
        <source>is not below the systolic pressure</source>
        <translation>no es inferior a la presión sistólica</translation>
    </message>
    <message>
        <source>is not between 0 and 1440 minutes</source>
        <translation>no está entre 0 y 1440 minutos</translation>
    </message>
    <message>
        <source>is not between 1 and {0}</source>
        <translation>no está entre 1 y {0}</translation>
    </message>
    <message>
        <source>is not between 2 and {0}</source>
        <translation>no está entre 2 y {0}</translation>
    </message>
    <message>
        <source>is not between 5 and 480 minutes</source>
        <translation>no está entre 5 y 480 minutos</translation>
    </message>
    <message>
        <source>is not between {0} and {1}</source>
        <translation>no está entre {0} y {1}</translation>
    </message>
    <message>
        <source>is not between {0} and {1} minutes</source>
        <translation>no está entre {0} y {1} minutos</translation>
    </message>
    <message>
        <source>is not changed by hand</source>
        <translation>no se cambia a mano</translation>
    </message>
    <message>
        <source>is not chosen</source>
        <translation>no está elegido</translation>
    </message>
    <message>
        <source>is not known</source>
        <translation>no se conoce</translation>
    </message>
    <message>
        <source>is not merged into another record</source>
        <translation>no está unido a otra historia</translation>
    </message>
    <message>
        <source>is not more than zero</source>
        <translation>no es mayor que cero</translation>
    </message>
    <message>
        <source>is not of this day's entries</source>
        <translation>no es de los asientos de este día</translation>
    </message>
    <message>
        <source>is not one that can be renewed</source>
        <translation>no es uno que se pueda renovar</translation>
    </message>
    <message>
        <source>is not open: it was done before</source>
        <translation>no está abierta: ya se hizo</translation>
    </message>
    <message>
        <source>is not removed</source>
        <translation>no está eliminado</translation>
    </message>
    <message>
        <source>is not the SHA-256 of the day's entries</source>
        <translation>no es el SHA-256 de los asientos del día</translation>
    </message>
    <message>
        <source>is not the amount turned around</source>
        <translation>no es el importe invertido</translation>
    </message>
    <message>
        <source>is not the clinic's</source>
        <translation>no es la de la clínica</translation>
    </message>
    <message>
        <source>is not the one of this day's sheet</source>
        <translation>no es el de la hoja de este día</translation>
    </message>
    <message>
        <source>is not the open drawer of this desk</source>
        <translation>no es la caja abierta de este puesto</translation>
    </message>
    <message>
        <source>is not the patient this care plan is for</source>
        <translation>no es el paciente de este plan de cuidados</translation>
    </message>
    <message>
        <source>is not the patient this consent is about</source>
        <translation>no es el paciente de este consentimiento</translation>
    </message>
    <message>
        <source>is not the patient this conversation is about</source>
        <translation>no es el paciente de esta conversación</translation>
    </message>
    <message>
        <source>is not the patient this document is about</source>
        <translation>no es el paciente de este documento</translation>
    </message>
    <message>
        <source>is not the patient this form was opened for</source>
        <translation>no es el paciente para quien se abrió este formulario</translation>
    </message>
    <message>
        <source>is not the patient this is about</source>
        <translation>no es el paciente de que se trata</translation>
    </message>
    <message>
        <source>is not the patient this policy is of</source>
        <translation>no es el paciente de esta póliza</translation>
    </message>
    <message>
        <source>is not the patient this prescription is for</source>
        <translation>no es el paciente de esta receta</translation>
    </message>
    <message>
        <source>is not the payment's</source>
        <translation>no es la del pago</translation>
    </message>
    <message>
        <source>is not there any more</source>
        <translation>ya no está</translation>
    </message>
    <message>
        <source>is not valid today</source>
        <translation>no es válido hoy</translation>
    </message>
    <message>
        <source>is not what the entries add up to</source>
        <translation>no es la suma de los asientos</translation>
    </message>
    <message>
        <source>is not what went through it</source>
        <translation>no es lo que pasó por ella</translation>
    </message>
    <message>
        <source>is not where it begins</source>
        <translation>no es donde empieza</translation>
    </message>
    <message>
        <source>is not who closes it</source>
        <translation>no es quien la cierra</translation>
    </message>
    <message>
        <source>is not who closes the day</source>
        <translation>no es quien cierra el día</translation>
    </message>
    <message>
        <source>is not who opens it</source>
        <translation>no es quien la abre</translation>
    </message>
    <message>
        <source>is not whose account is open</source>
        <translation>no es de quien es la cuenta abierta</translation>
    </message>
    <message>
        <source>is not within an hour</source>
        <translation>no está dentro de una hora</translation>
    </message>
    <message>
        <source>is not within {0} days of the first</source>
        <translation>no está a menos de {0} días del primero</translation>
    </message>
    <message>
        <source>is not written as 2026-11-21 is</source>
        <translation>no está escrito como 2026-11-21</translation>
    </message>
    <message>
        <source>is not {0} letters and digits</source>
        <translation>no son {0} letras y cifras</translation>
    </message>
    <message>
        <source>is only for claims</source>
        <translation>es solo para reclamaciones</translation>
    </message>
    <message>
        <source>is open: nothing is counted yet</source>
        <translation>está abierta: aún no se contó nada</translation>
    </message>
    <message>
        <source>is over what the front desk may enter</source>
        <translation>supera lo que la recepción puede registrar</translation>
    </message>
    <message>
        <source>is required</source>
        <translation>es necesario</translation>
    </message>
    <message>
        <source>is required for a closed drawer</source>
        <translation>es necesario para una caja cerrada</translation>
    </message>
    <message>
        <source>is required for a final note</source>
        <translation>es necesario para una nota definitiva</translation>
    </message>
    <message>
        <source>is required for a task that is done</source>
        <translation>es necesario para una tarea hecha</translation>
    </message>
    <message>
        <source>is required once it is decided</source>
        <translation>hace falta cuando ya está decidido</translation>
    </message>
    <message>
        <source>is set by taking an entry back</source>
        <translation>se fija al anular un asiento</translation>
    </message>
    <message>
        <source>is somebody else</source>
        <translation>es otra persona</translation>
    </message>
    <message>
        <source>is still used by a {0}; close it instead</source>
        <translation>aún lo usa un registro ({0}); ciérrelo en su lugar</translation>
    </message>
    <message>
        <source>is the document itself</source>
        <translation>es el propio documento</translation>
    </message>
    <message>
        <source>is the note itself</source>
        <translation>es la propia nota</translation>
    </message>
    <message>
        <source>is the patient</source>
        <translation>es el propio paciente</translation>
    </message>
    <message>
        <source>is the patient; leave it empty instead</source>
        <translation>es el paciente; déjelo vacío</translation>
    </message>
    <message>
        <source>is the record the survivor is merged into</source>
        <translation>es la historia a la que está unida la que queda</translation>
    </message>
    <message>
        <source>is the same record twice</source>
        <translation>es dos veces el mismo registro</translation>
    </message>
    <message>
        <source>is there already: choose another name</source>
        <translation>ya existe: elija otro nombre</translation>
    </message>
    <message>
        <source>is too easy to guess</source>
        <translation>es demasiado fácil de adivinar</translation>
    </message>
    <message>
        <source>is too far from today</source>
        <translation>está demasiado lejos de hoy</translation>
    </message>
    <message>
        <source>is too high to be right</source>
        <translation>es demasiado alto para ser correcto</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>es demasiado grande</translation>
    </message>
    <message>
        <source>is too low to be right</source>
        <translation>es demasiado bajo para ser correcto</translation>
    </message>
    <message>
        <source>is where the patient is already</source>
        <translation>es donde ya está el paciente</translation>
    </message>
    <message>
        <source>is who asked: a second person decides</source>
        <translation>es quien lo pidió: decide una segunda persona</translation>
    </message>
    <message>
        <source>is zero</source>
        <translation>es cero</translation>
    </message>
    <message>
        <source>may not be empty</source>
        <translation>no puede estar vacío</translation>
    </message>
    <message>
        <source>must be at least 1</source>
        <translation>debe ser al menos 1</translation>
    </message>
    <message>
        <source>must be named</source>
        <translation>debe nombrarse</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>no puede estar vacío</translation>
    </message>
    <message>
        <source>must say how much cash there is</source>
        <translation>debe decir cuánto efectivo hay</translation>
    </message>
    <message>
        <source>must say why</source>
        <translation>debe decir por qué</translation>
    </message>
    <message>
        <source>names a patient who was deleted or refused</source>
        <translation>nombra a un paciente borrado o rechazado</translation>
    </message>
    <message>
        <source>names a record that is not here</source>
        <translation>nombra un registro que no está aquí</translation>
    </message>
    <message>
        <source>names no way of paying</source>
        <translation>no nombra una forma de pago</translation>
    </message>
    <message>
        <source>needs another one that did not get through</source>
        <translation>necesita otro que no llegó</translation>
    </message>
    <message>
        <source>needs at least {0} characters</source>
        <translation>necesita al menos {0} caracteres</translation>
    </message>
    <message>
        <source>of both is too long together: shorten one, or take one</source>
        <translation>de ambos es demasiado largo en conjunto: acorte uno o tome uno</translation>
    </message>
    <message>
        <source>of this desk is closed already</source>
        <translation>de este puesto ya está cerrada</translation>
    </message>
    <message>
        <source>owes less than that</source>
        <translation>debe menos que eso</translation>
    </message>
    <message>
        <source>pick a patient from the matches</source>
        <translation>elija un paciente de las coincidencias</translation>
    </message>
    <message>
        <source>says it is signed or closed; it stays as it is</source>
        <translation>dice que está firmado o cerrado; queda como está</translation>
    </message>
    <message>
        <source>says it was sent</source>
        <translation>dice que se envió</translation>
    </message>
    <message>
        <source>says that it is not to come any more</source>
        <translation>dice que ya no está por venir</translation>
    </message>
    <message>
        <source>says why it is let go</source>
        <translation>dice por qué se abandona</translation>
    </message>
    <message>
        <source>was answered otherwise since</source>
        <translation>se respondió otra cosa desde entonces</translation>
    </message>
    <message>
        <source>was closed before</source>
        <translation>ya se cerró</translation>
    </message>
    <message>
        <source>was closed; enter it on another day</source>
        <translation>se cerró; regístrelo en otro día</translation>
    </message>
    <message>
        <source>was closed; nothing more goes in</source>
        <translation>se cerró; ya no entra nada</translation>
    </message>
    <message>
        <source>was decided before</source>
        <translation>ya se decidió</translation>
    </message>
    <message>
        <source>was decided otherwise since</source>
        <translation>se decidió otra cosa desde entonces</translation>
    </message>
    <message>
        <source>was deleted: bring the patient back first</source>
        <translation>fue borrado: recupere primero al paciente</translation>
    </message>
    <message>
        <source>was given back in part; take the refund back first</source>
        <translation>se devolvió en parte; anule primero el reembolso</translation>
    </message>
    <message>
        <source>was taken back before</source>
        <translation>ya fue anulado</translation>
    </message>
    <message>
        <source>was taken back: there is no receipt for it</source>
        <translation>fue anulado: no hay recibo de él</translation>
    </message>
    <message>
        <source>was taken without {0}: it names a record that is not here</source>
        <translation>se tomó sin {0}: nombra un registro que no está aquí</translation>
    </message>
    <message>
        <source>was written by a newer version of this program</source>
        <translation>lo escribió una versión más nueva de este programa</translation>
    </message>
</context>
<context>
    <name>record_types</name>
    <message>
        <source>Adjustment</source>
        <translation>Ajuste</translation>
    </message>
    <message>
        <source>Allergy</source>
        <translation>Alergia</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>Asignación</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Bloqueo</translation>
    </message>
    <message>
        <source>Break glass</source>
        <translation>Acceso de emergencia</translation>
    </message>
    <message>
        <source>Care plan</source>
        <translation>Plan de cuidados</translation>
    </message>
    <message>
        <source>Care plan activity</source>
        <translation>Paso de un plan de cuidados</translation>
    </message>
    <message>
        <source>Care plan goal</source>
        <translation>Objetivo de un plan de cuidados</translation>
    </message>
    <message>
        <source>Care team member</source>
        <translation>Miembro del equipo de atención</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Caja</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Cargo</translation>
    </message>
    <message>
        <source>Claim line</source>
        <translation>Línea de reclamación</translation>
    </message>
    <message>
        <source>Clinic</source>
        <translation>Clínica</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Consentimiento</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Day sheet</source>
        <translation>Hoja del día</translation>
    </message>
    <message>
        <source>Diagnosis code</source>
        <translation>Código de diagnóstico</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Documento</translation>
    </message>
    <message>
        <source>Emergency contact</source>
        <translation>Contacto de emergencia</translation>
    </message>
    <message>
        <source>Export request</source>
        <translation>Archivo pedido</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Comisión</translation>
    </message>
    <message>
        <source>Fee schedule</source>
        <translation>Lista de precios</translation>
    </message>
    <message>
        <source>Health record</source>
        <translation>Nota de la historia</translation>
    </message>
    <message>
        <source>Holiday</source>
        <translation>Festivo</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>Hogar</translation>
    </message>
    <message>
        <source>Immunization</source>
        <translation>Vacunación</translation>
    </message>
    <message>
        <source>Incident report</source>
        <translation>Informe de incidente</translation>
    </message>
    <message>
        <source>Insurance claim</source>
        <translation>Reclamación al seguro</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Sede</translation>
    </message>
    <message>
        <source>Medication statement</source>
        <translation>Medicación</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Message template</source>
        <translation>Plantilla de mensaje</translation>
    </message>
    <message>
        <source>Message thread</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organización</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Patient identifier</source>
        <translation>Identificador de paciente</translation>
    </message>
    <message>
        <source>Patient merge</source>
        <translation>Unión de pacientes</translation>
    </message>
    <message>
        <source>Payer</source>
        <translation>Pagador</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pago</translation>
    </message>
    <message>
        <source>Practitioner</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Practitioner schedule</source>
        <translation>Horario del profesional</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Procedure code</source>
        <translation>Código de procedimiento</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Recordatorio</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Reembolso</translation>
    </message>
    <message>
        <source>Remittance</source>
        <translation>Remesa</translation>
    </message>
    <message>
        <source>Removal request</source>
        <translation>Solicitud de eliminación</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Sala</translation>
    </message>
    <message>
        <source>Screening</source>
        <translation>Cribado</translation>
    </message>
    <message>
        <source>Sync conflict</source>
        <translation>Conflicto</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tarea</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Tipo de cita</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>Constantes vitales</translation>
    </message>
    <message>
        <source>Waitlist entry</source>
        <translation>Entrada de la lista de espera</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
</context>
<context>
    <name>records</name>
    <message>
        <source>Another patient</source>
        <translation>Otro paciente</translation>
    </message>
    <message>
        <source>Arrows move through the list.</source>
        <translation>Las flechas recorren la lista.</translation>
    </message>
    <message>
        <source>Choose an entry</source>
        <translation>Elija una entrada</translation>
    </message>
    <message>
        <source>Choose the patient it is for.</source>
        <translation>Elija el paciente para quien es.</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Cerrar (Esc)</translation>
    </message>
    <message>
        <source>For which patient</source>
        <translation>Para qué paciente</translation>
    </message>
    <message>
        <source>Kept as a draft.</source>
        <translation>Guardado como borrador.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Dejarlo</translation>
    </message>
    <message>
        <source>No entry fits the filter.</source>
        <translation>Ninguna entrada coincide con el filtro.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nada coincide</translation>
    </message>
    <message>
        <source>Only {0}: show everybody's again</source>
        <translation>Solo {0}: mostrar otra vez los de todos</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Reason: {0}</source>
        <translation>Motivo: {0}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Guardado.</translation>
    </message>
    <message>
        <source>Say in a few words why.</source>
        <translation>Diga en pocas palabras por qué.</translation>
    </message>
    <message>
        <source>Show all of them</source>
        <translation>Mostrarlos todos</translation>
    </message>
    <message>
        <source>Show everybody's again</source>
        <translation>Mostrar otra vez los de todos</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Waiting to sync</source>
        <translation>Espera sincronización</translation>
    </message>
    <message>
        <source>{0} (Ctrl+N)</source>
        <translation>{0} (Ctrl+N)</translation>
    </message>
</context>
<context>
    <name>recovery_sheet</name>
    <message>
        <source>Clinic</source>
        <translation>Clínica</translation>
    </message>
    <message>
        <source>It reads the same in capitals and small letters, with or without hyphens. It contains no I, L, O or U; what looks like them is 1 or 0.</source>
        <translation>Se lee igual en mayúsculas y minúsculas, con o sin guiones. No contiene I, L, O ni U; lo que se les parece es 1 o 0.</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Hecho por</translation>
    </message>
    <message>
        <source>Made on</source>
        <translation>Hecho el</translation>
    </message>
    <message>
        <source>Public key of this workstation's audit trail; it is no secret. It proves an export: clinic-desk verify FILE --key KEY (without the spaces).</source>
        <translation>Clave pública del registro de auditoría de este puesto; no es secreta. Prueba una exportación: clinic-desk verify FILE --key KEY (sin los espacios).</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>Código de recuperación</translation>
    </message>
    <message>
        <source>This code opens the clinic's data on that workstation when the passphrase is forgotten or the computer's keyring is lost, and its backups on a new computer. Whoever holds it can read everything: lock it away, not beside the computer or a backup.</source>
        <translation>Este código abre los datos de la clínica en ese puesto cuando se olvida la frase de paso o se pierde el llavero del equipo, y sus copias de seguridad en un equipo nuevo. Quien lo tenga puede leerlo todo: guárdelo bajo llave, no junto al equipo ni a una copia.</translation>
    </message>
    <message>
        <source>To use it: clinic-desk recover. A new code (clinic-desk recovery-code) makes this sheet worthless; destroy it then.</source>
        <translation>Para usarlo: clinic-desk recover. Un código nuevo (clinic-desk recovery-code) deja esta hoja sin valor; destrúyala entonces.</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
</context>
<context>
    <name>removals</name>
    <message>
        <source>This patient cannot be removed: there are {0}. Health records are kept. Archive the patient, or merge them with their other record.</source>
        <translation>No se puede eliminar a este paciente: hay {0}. Los registros de salud se conservan. Archive al paciente o fusiónelo con su otra historia.</translation>
    </message>
    <message>
        <source>Where none of it took place, cancel or close it first.</source>
        <translation>Si nada de ello tuvo lugar, cancélelo o ciérrelo primero.</translation>
    </message>
    <message>
        <source>a merge with another record</source>
        <translation>una fusión con otra historia</translation>
    </message>
    <message>
        <source>a place on the waitlist, or a recall</source>
        <translation>un lugar en la lista de espera o un aviso de revisión</translation>
    </message>
    <message>
        <source>another patient's record that names them</source>
        <translation>la historia de otro paciente que lo nombra</translation>
    </message>
    <message>
        <source>charges, payments or claims</source>
        <translation>cargos, pagos o reclamaciones</translation>
    </message>
    <message>
        <source>documents or consents</source>
        <translation>documentos o consentimientos</translation>
    </message>
    <message>
        <source>entries in the chart</source>
        <translation>entradas en la historia</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>mensajes</translation>
    </message>
    <message>
        <source>open tasks or conflicts</source>
        <translation>tareas o conflictos abiertos</translation>
    </message>
    <message>
        <source>visits</source>
        <translation>visitas</translation>
    </message>
</context>
<context>
    <name>reports</name>
    <message>
        <source>Age of the service</source>
        <translation>Antigüedad del servicio</translation>
    </message>
    <message>
        <source>Arrow keys go from bar to bar.</source>
        <translation>Las flechas van de barra en barra.</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Por día</translation>
    </message>
    <message>
        <source>By month</source>
        <translation>Por mes</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Por profesional</translation>
    </message>
    <message>
        <source>By visit type</source>
        <translation>Por tipo de cita</translation>
    </message>
    <message>
        <source>Cancelled late</source>
        <translation>Canceladas tarde</translation>
    </message>
    <message>
        <source>Collected</source>
        <translation>Cobrado</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Days after</source>
        <translation>Días después</translation>
    </message>
    <message>
        <source>Days before</source>
        <translation>Días antes</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Cifras</translation>
    </message>
    <message>
        <source>Files of patients' data…</source>
        <translation>Archivos con datos de pacientes…</translation>
    </message>
    <message>
        <source>Filled: booked. Outline: offered. Striped: booked beyond what is offered.</source>
        <translation>Relleno: reservado. Contorno: ofrecido. Rayado: reservado más allá de lo ofrecido.</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Devuelto</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>Cuánto tiempo</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Realizadas</translation>
    </message>
    <message>
        <source>Kept apart by</source>
        <translation>Separado por</translation>
    </message>
    <message>
        <source>Kept at the server only, and not counted here: {0}</source>
        <translation>Solo en el servidor y sin contar aquí: {0}</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Restante</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Forma de pago</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Perdidas</translation>
    </message>
    <message>
        <source>Missed visits</source>
        <translation>Citas perdidas</translation>
    </message>
    <message>
        <source>Missed, share</source>
        <translation>Perdidas, proporción</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Mes</translation>
    </message>
    <message>
        <source>No longer here</source>
        <translation>Ya no está aquí</translation>
    </message>
    <message>
        <source>No type</source>
        <translation>Sin tipo</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Nadie</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Ofrecido</translation>
    </message>
    <message>
        <source>Owed</source>
        <translation>Adeudado</translation>
    </message>
    <message>
        <source>Owed by age</source>
        <translation>Deudas</translation>
    </message>
    <message>
        <source>Patients' data…</source>
        <translation>Datos de pacientes…</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>Pagos</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Informes</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>Guardar imagen…</translation>
    </message>
    <message>
        <source>Save table…</source>
        <translation>Guardar tabla…</translation>
    </message>
    <message>
        <source>Save the chart as a picture</source>
        <translation>Guardar el gráfico como imagen</translation>
    </message>
    <message>
        <source>Save the figures as a table</source>
        <translation>Guardar las cifras como tabla</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Proporción</translation>
    </message>
    <message>
        <source>Show the present</source>
        <translation>Mostrar lo actual</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Tomado</translation>
    </message>
    <message>
        <source>There is nothing to count.</source>
        <translation>No hay nada que contar.</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>No hay nada que guardar.</translation>
    </message>
    <message>
        <source>Time used</source>
        <translation>Tiempo usado</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Usado</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Tipo de cita</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Citas</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Semana</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Año</translation>
    </message>
    <message>
        <source>{0} after</source>
        <translation>{0} después</translation>
    </message>
    <message>
        <source>{0} before</source>
        <translation>{0} antes</translation>
    </message>
    <message>
        <source>{0} booked of {1} offered, {2}</source>
        <translation>{0} reservado de {1} ofrecido, {2}</translation>
    </message>
    <message>
        <source>{0} collected, payments: {1}</source>
        <translation>{0} cobrado, pagos: {1}</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>{0} missed: {1} of {2} visits; cancelled late: {3}</source>
        <translation>{0} perdidas: {1} de {2} citas; canceladas tarde: {3}</translation>
    </message>
    <message>
        <source>{0} owed, accounts: {1}, {2}</source>
        <translation>{0} adeudado, cuentas: {1}, {2}</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>Se escribió {0}.</translation>
    </message>
    <message>
        <source>{0}%</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <source>{0}: {1} booked of {2} offered, {3}, visits: {4}</source>
        <translation>{0}: {1} reservado de {2} ofrecido, {3}, citas: {4}</translation>
    </message>
    <message>
        <source>{0}: {1} missed, {2} of {3} visits; cancelled late: {4}</source>
        <translation>{0}: {1} perdidas, {2} de {3} citas; canceladas tarde: {4}</translation>
    </message>
    <message>
        <source>{0}: {1}, {2}</source>
        <translation>{0}: {1}, {2}</translation>
    </message>
    <message>
        <source>{0}: {1}; payments: {2}, given back: {3}</source>
        <translation>{0}: {1}; pagos: {2}, devuelto: {3}</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>14:30</source>
        <translation>14:30</translation>
    </message>
    <message>
        <source>2:30 PM</source>
        <translation>2:30 PM</translation>
    </message>
    <message>
        <source>Back to the design</source>
        <translation>Volver al diseño</translation>
    </message>
    <message>
        <source>Closes at</source>
        <translation>Cierra a las</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colores</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Compacta</translation>
    </message>
    <message>
        <source>Currency (three letters)</source>
        <translation>Moneda (tres letras)</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Densidad</translation>
    </message>
    <message>
        <source>Every desk of the clinic takes these over. Times on screen are the clinic's.</source>
        <translation>Todos los puestos de la clínica los toman. Las horas en pantalla son las de la clínica.</translation>
    </message>
    <message>
        <source>Front desk charges and adjusts up to</source>
        <translation>La recepción carga y ajusta hasta</translation>
    </message>
    <message>
        <source>How a time of day is written.</source>
        <translation>Cómo se escribe una hora del día.</translation>
    </message>
    <message>
        <source>How much stands on one page. Letters stay.</source>
        <translation>Cuánto cabe en una página. Las letras no cambian.</translation>
    </message>
    <message>
        <source>In the calendars to choose a day.</source>
        <translation>En los calendarios para elegir un día.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Letters and controls, in percent.</source>
        <translation>Letras y controles, en porcentaje.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Light, dark, or as this computer is set.</source>
        <translation>Claro, oscuro o como esté este equipo.</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aspecto</translation>
    </message>
    <message>
        <source>Minutes until a changed visit is written about (0: never)</source>
        <translation>Minutos hasta escribir sobre una cita cambiada (0: nunca)</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Lunes</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Of every text, date and amount.</source>
        <translation>De todos los textos, fechas e importes.</translation>
    </message>
    <message>
        <source>Opens at</source>
        <translation>Abre a las</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Amplia</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Sábado</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save (Ctrl+S)</source>
        <translation>Guardar (Ctrl+S)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Domingo</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Revertir</translation>
    </message>
    <message>
        <source>The clinic</source>
        <translation>La clínica</translation>
    </message>
    <message>
        <source>The clinic's settings are saved.</source>
        <translation>Los ajustes de la clínica están guardados.</translation>
    </message>
    <message>
        <source>These choices are yours alone, at this desk. They are kept encrypted.</source>
        <translation>Estas elecciones son solo suyas, en este puesto. Se guardan cifradas.</translation>
    </message>
    <message>
        <source>These settings are not saved yet.</source>
        <translation>Estos ajustes aún no están guardados.</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Times and weeks</source>
        <translation>Horas y semanas</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Week begins on</source>
        <translation>La semana empieza el</translation>
    </message>
</context>
<context>
    <name>sync</name>
    <message>
        <source> · {0} waiting</source>
        <translation> · {0} en espera</translation>
    </message>
    <message>
        <source>1 change waiting</source>
        <translation>1 cambio en espera</translation>
    </message>
    <message>
        <source>1 change was not taken by the server: it is on this computer only.</source>
        <translation>El servidor no aceptó 1 cambio: está solo en este equipo.</translation>
    </message>
    <message>
        <source>1 conflict</source>
        <translation>1 conflicto</translation>
    </message>
    <message>
        <source>1 needs a person</source>
        <translation>1 necesita a una persona</translation>
    </message>
    <message>
        <source>1 needs attention</source>
        <translation>1 requiere atención</translation>
    </message>
    <message>
        <source>A drawer is open at this desk. Enter it through that one.</source>
        <translation>Hay una caja abierta en este puesto. Regístrelo por ella.</translation>
    </message>
    <message>
        <source>A drawer is opened and closed at its own desk. Discard this here, and send it there.</source>
        <translation>Una caja se abre y se cierra en su propio puesto. Descarte esto aquí y envíelo allí.</translation>
    </message>
    <message>
        <source>Access withdrawn</source>
        <translation>Acceso retirado</translation>
    </message>
    <message>
        <source>Amounts are in the clinic's present currency, so that stays. Discard this change, and make the others anew.</source>
        <translation>Hay importes en la moneda actual de la clínica, por eso se mantiene. Descarte este cambio y haga de nuevo los demás.</translation>
    </message>
    <message>
        <source>Another desk entered something on it meanwhile. Take that back first.</source>
        <translation>Otro puesto registró algo sobre él entretanto. Anule eso primero.</translation>
    </message>
    <message>
        <source>Another desk paid this charge meanwhile. The money is kept as the patient's credit.</source>
        <translation>Otro puesto pagó este cargo entretanto. El dinero queda como saldo a favor del paciente.</translation>
    </message>
    <message>
        <source>Another desk took this entry back already. Discard this one.</source>
        <translation>Otro puesto ya anuló este asiento. Descarte este.</translation>
    </message>
    <message>
        <source>Another desk used this payment meanwhile. Discard this, and look at the account.</source>
        <translation>Otro puesto usó este pago entretanto. Descarte esto y mire la cuenta.</translation>
    </message>
    <message>
        <source>Another drawer of this desk is open. Close that one first.</source>
        <translation>Otra caja de este puesto está abierta. Cierre esa primero.</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Changes are saved on this computer and will be sent when the connection returns.</source>
        <translation>Los cambios se guardan en este equipo y se enviarán cuando vuelva la conexión.</translation>
    </message>
    <message>
        <source>Everything on this computer is on the server too.</source>
        <translation>Todo lo de este equipo está también en el servidor.</translation>
    </message>
    <message>
        <source>Everything was sent; 1 change waits for somebody to decide.</source>
        <translation>Se envió todo; 1 cambio espera que alguien decida.</translation>
    </message>
    <message>
        <source>Everything was sent; {0} changes wait for somebody to decide.</source>
        <translation>Se envió todo; {0} cambios esperan que alguien decida.</translation>
    </message>
    <message>
        <source>It does not turn exactly one entry around. Discard it, and take the entry back again.</source>
        <translation>No invierte exactamente un asiento. Descártelo y anule el asiento otra vez.</translation>
    </message>
    <message>
        <source>It is in another currency than the clinic's. Enter amount and currency anew.</source>
        <translation>Está en una moneda distinta de la de la clínica. Escriba importe y moneda de nuevo.</translation>
    </message>
    <message>
        <source>It is over what the front desk may enter. Ask billing.</source>
        <translation>Supera lo que la recepción puede registrar. Pregunte a facturación.</translation>
    </message>
    <message>
        <source>It names a drawer that the entry did not go through. Discard it, and enter it again.</source>
        <translation>Nombra una caja por la que el asiento no pasó. Descártelo y regístrelo de nuevo.</translation>
    </message>
    <message>
        <source>It names an entry of another account. Discard it, and enter it there.</source>
        <translation>Nombra un asiento de otra cuenta. Descártelo y regístrelo allí.</translation>
    </message>
    <message>
        <source>Its day is too far from today. Enter it on another day.</source>
        <translation>Su día está demasiado lejos de hoy. Regístrelo en otro día.</translation>
    </message>
    <message>
        <source>Last in step with the server {0}</source>
        <translation>Al día con el servidor por última vez {0}</translation>
    </message>
    <message>
        <source>Loading {0} %</source>
        <translation>Cargando {0} %</translation>
    </message>
    <message>
        <source>Not in step with the server since the program started</source>
        <translation>Sin ponerse al día con el servidor desde el inicio del programa</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Only an import of another system's books brings such an entry.</source>
        <translation>Solo una importación de los libros de otro sistema trae un asiento así.</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Sending and fetching changes.</source>
        <translation>Enviando y trayendo cambios.</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>Falta iniciar sesión</translation>
    </message>
    <message>
        <source>Sign in to the server, and it is sent.</source>
        <translation>Inicie sesión en el servidor y se enviará.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Sincronizado</translation>
    </message>
    <message>
        <source>Synced {0}</source>
        <translation>Sincronizado {0}</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Sincronizando</translation>
    </message>
    <message>
        <source>Syncing {0} of {1}</source>
        <translation>Sincronizando {0} de {1}</translation>
    </message>
    <message>
        <source>The clinic keeps as much at the server as it may. It is kept on this computer until then: ask whoever runs the server for more room.</source>
        <translation>La clínica ya guarda en el servidor cuanto puede. Hasta entonces queda en este equipo: pida más espacio a quien administra el servidor.</translation>
    </message>
    <message>
        <source>The day was closed meanwhile. Enter it on another day.</source>
        <translation>El día se cerró entretanto. Regístrelo en otro día.</translation>
    </message>
    <message>
        <source>The drawer was closed meanwhile. Take the entry back again.</source>
        <translation>La caja se cerró entretanto. Anule el asiento de nuevo.</translation>
    </message>
    <message>
        <source>The patient was deleted meanwhile. Bring the patient back, then send this again.</source>
        <translation>El paciente fue borrado entretanto. Recupere al paciente y envíe esto de nuevo.</translation>
    </message>
    <message>
        <source>The server knows other entries of this day. Sync, then close the day again.</source>
        <translation>El servidor conoce otros asientos de este día. Sincronice y cierre el día de nuevo.</translation>
    </message>
    <message>
        <source>The server needs a newer version of this program.</source>
        <translation>El servidor necesita una versión más nueva de este programa.</translation>
    </message>
    <message>
        <source>The server no longer accepts this computer. Ask your administrator.</source>
        <translation>El servidor ya no acepta este equipo. Pregunte a su administrador.</translation>
    </message>
    <message>
        <source>The server wants your passphrase again: a PIN opens this desk only. Changes are kept on this computer until then.</source>
        <translation>El servidor pide otra vez su frase de paso: un PIN abre solo este puesto. Hasta entonces los cambios se conservan en este equipo.</translation>
    </message>
    <message>
        <source>The server was put back to a backup that lacks what this is about, and no desk has brought it back yet. It is tried again by itself every six hours.</source>
        <translation>El servidor volvió a una copia de seguridad a la que le falta aquello de que trata, y ningún puesto lo ha devuelto aún. Se intenta de nuevo cada seis horas.</translation>
    </message>
    <message>
        <source>There are records to keep of this patient. Discard the removal, which brings the patient back, and archive or merge them.</source>
        <translation>Hay registros de este paciente que se conservan. Descarte la eliminación, lo que lo trae de vuelta, y archívelo o fusiónelo.</translation>
    </message>
    <message>
        <source>This computer only</source>
        <translation>Solo este equipo</translation>
    </message>
    <message>
        <source>This desk is not joined to a server. Everything is kept on this computer.</source>
        <translation>Este puesto no está unido a un servidor. Todo se guarda en este equipo.</translation>
    </message>
    <message>
        <source>Update needed</source>
        <translation>Falta actualizar</translation>
    </message>
    <message>
        <source>Whoever did it must sign in to the server at this desk.</source>
        <translation>Quien lo hizo debe iniciar sesión en el servidor en este puesto.</translation>
    </message>
    <message>
        <source>You are working offline since {0}.</source>
        <translation>Trabaja sin conexión desde {0}.</translation>
    </message>
    <message>
        <source>You are working offline.</source>
        <translation>Trabaja sin conexión.</translation>
    </message>
    <message>
        <source>You chose to work offline. Changes are kept on this computer.</source>
        <translation>Usted eligió trabajar sin conexión. Los cambios se conservan en este equipo.</translation>
    </message>
    <message>
        <source>ahead</source>
        <translation>adelantado</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>atrasado</translation>
    </message>
    <message>
        <source>being sent</source>
        <translation>se está enviando</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>conflicto</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>menos de un minuto</translation>
    </message>
    <message>
        <source>needs a person</source>
        <translation>necesita a una persona</translation>
    </message>
    <message>
        <source>nothing else is waiting</source>
        <translation>nada más espera</translation>
    </message>
    <message>
        <source>nothing is waiting</source>
        <translation>nada espera</translation>
    </message>
    <message>
        <source>the oldest for {0}</source>
        <translation>el más antiguo desde hace {0}</translation>
    </message>
    <message>
        <source>this computer's clock is {0} {1}</source>
        <translation>el reloj de este equipo va {0} {1}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>waits for a person</source>
        <translation>espera a una persona</translation>
    </message>
    <message>
        <source>waits for another change</source>
        <translation>espera otro cambio</translation>
    </message>
    <message>
        <source>waits for room at the server</source>
        <translation>espera espacio en el servidor</translation>
    </message>
    <message>
        <source>{0} added</source>
        <translation>{0}: añadido</translation>
    </message>
    <message>
        <source>{0} changed</source>
        <translation>{0}: cambiado</translation>
    </message>
    <message>
        <source>{0} changes waiting</source>
        <translation>{0} cambios en espera</translation>
    </message>
    <message>
        <source>{0} changes were not taken by the server: they are on this computer only.</source>
        <translation>El servidor no aceptó {0} cambios: están solo en este equipo.</translation>
    </message>
    <message>
        <source>{0} conflicts</source>
        <translation>{0} conflictos</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} días</translation>
    </message>
    <message>
        <source>{0} discarded</source>
        <translation>{0}: descartado</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} moved on</source>
        <translation>{0}: avanzado</translation>
    </message>
    <message>
        <source>{0} must unlock this desk, open this list and sign in to the server.</source>
        <translation>{0} debe desbloquear este puesto, abrir esta lista e iniciar sesión en el servidor.</translation>
    </message>
    <message>
        <source>{0} need a person</source>
        <translation>{0} necesitan a una persona</translation>
    </message>
    <message>
        <source>{0} need attention</source>
        <translation>{0} requieren atención</translation>
    </message>
    <message>
        <source>{0} removed</source>
        <translation>{0}: eliminado</translation>
    </message>
    <message>
        <source>{0} restored</source>
        <translation>{0}: restaurado</translation>
    </message>
</context>
<context>
    <name>undo</name>
    <message>
        <source>Done again: {0}</source>
        <translation>Rehecho: {0}</translation>
    </message>
    <message>
        <source>It is no longer there.</source>
        <translation>Ya no existe.</translation>
    </message>
    <message>
        <source>It was changed since, here or at another desk.</source>
        <translation>Se cambió desde entonces, aquí o en otro puesto.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Taken back: {0}</source>
        <translation>Deshecho: {0}</translation>
    </message>
    <message>
        <source>That time was given away meanwhile.</source>
        <translation>Esa hora se ocupó entretanto.</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>No hay nada que rehacer.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message>
        <source>This cannot be done again. {0}</source>
        <translation>Esto no se puede rehacer. {0}</translation>
    </message>
    <message>
        <source>This cannot be taken back. {0}</source>
        <translation>Esto no se puede deshacer. {0}</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>Esto ya se deshizo.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>answer of a payer</source>
        <translation>respuesta de un pagador</translation>
    </message>
    <message>
        <source>confirmation of a visit</source>
        <translation>confirmación de una cita</translation>
    </message>
    <message>
        <source>consent withdrawn</source>
        <translation>consentimiento revocado</translation>
    </message>
    <message>
        <source>entry of an account</source>
        <translation>asiento de una cuenta</translation>
    </message>
    <message>
        <source>incident report</source>
        <translation>informe de incidente</translation>
    </message>
    <message>
        <source>last change</source>
        <translation>último cambio</translation>
    </message>
    <message>
        <source>photo of a patient</source>
        <translation>foto de un paciente</translation>
    </message>
    <message>
        <source>picture of an insurance card</source>
        <translation>imagen de una tarjeta del seguro</translation>
    </message>
    <message>
        <source>status of a visit</source>
        <translation>estado de una cita</translation>
    </message>
    <message>
        <source>two records merged</source>
        <translation>dos historias unidas</translation>
    </message>
    <message>
        <source>visit moved</source>
        <translation>cita movida</translation>
    </message>
    <message>
        <source>vital signs</source>
        <translation>constantes vitales</translation>
    </message>
    <message>
        <source>waiting list</source>
        <translation>lista de espera</translation>
    </message>
    <message>
        <source>walk-in</source>
        <translation>paciente sin cita</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Allergy</source>
        <translation>Alergia</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>Cita</translation>
    </message>
    <message>
        <source>Clinic</source>
        <translation>Clínica</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Conflict decision</source>
        <translation>Decisión de conflicto</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Seguro</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Mujer</translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation>Identificador</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Hombre</translation>
    </message>
    <message>
        <source>Medication</source>
        <translation>Medicamento</translation>
    </message>
    <message>
        <source>Merge of two records</source>
        <translation>Unión de dos historias</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Other ({0})</source>
        <translation>Otro ({0})</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Paciente</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Profesional</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Sala</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Visit type</source>
        <translation>Tipo de cita</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Puesto</translation>
    </message>
    <message>
        <source>{0} y</source>
        <translation>{0} a</translation>
    </message>
</context>
</TS>
